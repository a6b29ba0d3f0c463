// @ts-check
"use strict";

/**
 * The observations over days, with the model's band: SVG made from numbers alone, words are set by whoever shows them.
 *
 * @typedef {{ row: Row, x: number, y: number }} Mark
 * @typedef {{ phase: "exposure" | "recovery", left: number, top: number, width: number, height: number, last: number }} Panel
 * @typedef {{ curve: Curve, after: string }} Band
 * @typedef {{ marks: Mark[], drawn: { points: number, ranges: number, verdicts: number, left: number } }} Drawn
 */

const explorerPlot = (() => {
  const MARGIN = { left: 50, right: 12, top: 30, bottom: 74, between: 34 };
  const LANE = 16; // between the plot and its days: what was said without a number
  const NARROW = 640;
  const HEIGHT = { wide: 430, narrow: 330 };
  const DAYS = [0, 7, 14, 21, 28, 42, 56, 60, 70, 90, 120, 180, 240, 300, 360];
  const LONG = 120; // beyond this many days the axis is by square root, or the first weeks could not be told apart
  const FEW = 40; // with no more points than this each gets its spread
  const TITLES = { exposure: "During the exposure", recovery: "Recovery" };
  const SINCE = { exposure: "days since its start", recovery: "days since the end of the exposure" };
  const VERDICTS = {
    decreased: "below",
    still_below_baseline: "below",
    unchanged: "same",
    returned_to_baseline: "same",
    increased: "above",
    above_baseline: "above",
  };

  const round = (/** @type {number} */ value) => Math.round(value * 10) / 10;

  /** Where a day is. @param {Panel} panel @param {number} day */
  function across(panel, day) {
    const part = panel.last > LONG ? Math.sqrt(day / panel.last) : day / panel.last;
    return round(panel.left + part * panel.width);
  }

  /** The verdict in words of a row without a number. @param {Row} row @returns {"below" | "same" | "above" | null} */
  function verdict(row) {
    if (row.change !== null || isRange(row)) return null;
    return /** @type {Record<string, "below" | "same" | "above">} */ (VERDICTS)[row.outcome] ?? null;
  }

  const isRange = (/** @type {Row} */ row) => row.change === null && row.low !== null && row.high !== null;

  /** The interval to draw around a mean, where the paper says of the change what it is. @param {Row} row */
  function spread(row) {
    if (row.change === null) return null;
    if (row.low !== null && row.high !== null) return [row.low, row.high];
    if (row.spread === null || row.spreadOf !== "change" || !["sd", "se"].includes(row.spreadKind)) return null;
    return [row.change - row.spread, row.change + row.spread];
  }

  /** Round steps that divide a range into about `count`. @param {number} low @param {number} high @param {number} count */
  function ticks(low, high, count) {
    const rough = (high - low) / count;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough;
    const first = Math.ceil(low / step - 1e-9);
    return Array.from({ length: Math.floor(high / step + 1e-9) - first + 1 }, (_, place) => (first + place) * step);
  }

  /** Days to label, never nearer than their labels are wide. @param {Panel} panel */
  function dayTicks(panel) {
    /** @type {number[]} */
    const kept = [];
    for (const day of DAYS.filter((mark) => mark <= panel.last).reverse()) {
      const x = across(panel, day);
      if (kept.every((other) => Math.abs(across(panel, other) - x) > 26)) kept.push(day);
    }
    return kept.reverse();
  }

  /** @param {Row[]} rows @param {Asked} asked @param {Band | null} band @param {number} width @returns {Panel[]} */
  function panels(rows, asked, band, width) {
    const phases = /** @type {("exposure" | "recovery")[]} */ (["exposure", "recovery"]).filter(
      (phase) => asked.phase === "" || asked.phase === phase,
    );
    const stacked = width < NARROW;
    const height = stacked ? HEIGHT.narrow : HEIGHT.wide;
    const count = stacked ? 1 : phases.length;
    const across1 = (width - MARGIN.left - MARGIN.right - (count - 1) * MARGIN.between) / count;
    return phases.map((phase, place) => {
      const days = rows.flatMap((row) => (row.phase === phase && row.day !== null ? [row.day] : []));
      return {
        phase,
        left: MARGIN.left + (stacked ? 0 : place * (across1 + MARGIN.between)),
        top: MARGIN.top + (stacked ? place * height : 0),
        width: across1,
        height: height - MARGIN.top - MARGIN.bottom,
        last: Math.max(days.length === 0 && band ? 60 : 14, ...days) * 1.02,
      };
    });
  }

  /** A band's lines within a panel: day, change, low, high. @param {Panel} panel @param {Band} band @param {number[]} grid */
  function lines(panel, band, grid) {
    const course = panel.phase === "exposure" ? band.curve.exposure : band.curve.recovery[band.after];
    if (!course) return [];
    const points = course[0].map((change, place) => [grid[place], change, course[1][place], course[2][place]]);
    const inside = points.filter(([day]) => day <= panel.last);
    const next = points[inside.length];
    if (next && inside.length > 0) {
      const before = inside[inside.length - 1];
      const part = (panel.last - before[0]) / (next[0] - before[0]);
      if (part > 0) inside.push(before.map((value, place) => value + part * (next[place] - value)));
    }
    return inside;
  }

  /** One mark of a row. @param {Row} row @param {number} x @param {number} y */
  function shape(row, x, y) {
    const look = `m-${row.measureClass}${row.countermeasure === "none" ? "" : " m-open"}`;
    const said = verdict(row);
    if (said === "below") return `<path class="${look}" d="M${x - 4} ${y - 3.5}h8l-4 7z"/>`;
    if (said === "above") return `<path class="${look}" d="M${x - 4} ${y + 3.5}h8l-4 -7z"/>`;
    if (said === "same") return `<path class="${look}" d="M${x - 4} ${y - 2}h8v4h-8z"/>`;
    if (row.countermeasure === "none") return `<circle class="${look}" cx="${x}" cy="${y}" r="3.6"/>`;
    return `<path class="${look}" d="M${x} ${y - 4.6}l4.6 4.6l-4.6 4.6l-4.6 -4.6z"/>`;
  }

  /** A vertical bar with ends. @param {string} look @param {number} x @param {number} from @param {number} to */
  const bar = (look, x, from, to) =>
    `<path class="${look}" d="M${x - 3} ${from}h6M${x} ${from}V${to}M${x - 3} ${to}h6"/>`;

  /**
   * Draw into `svg`, and return where everything is.
   * @param {SVGSVGElement} svg @param {Row[]} rows @param {Asked} asked @param {Band | null} band @param {number[]} grid
   * @param {number} width @returns {Drawn & { scale: (panel: Panel, change: number) => number, panels: Panel[] }}
   */
  function draw(svg, rows, asked, band, grid, width) {
    const all = panels(rows, asked, band, width);
    const numbered = rows.filter((row) => row.day !== null && (row.change !== null || isRange(row)));
    const spoken = rows.filter((row) => row.day !== null && verdict(row) !== null);
    const spreads = numbered.length <= FEW;
    const courses = all.map((panel) => (band ? lines(panel, band, grid) : []));
    const heights = [0];
    for (const row of numbered) heights.push(...(row.change === null ? [row.low ?? 0, row.high ?? 0] : [row.change]));
    if (spreads) for (const row of numbered) heights.push(...(spread(row) ?? []));
    for (const course of courses) for (const [, , low, high] of course) heights.push(low, high);
    const [low, high] = [Math.min(-5, ...heights) * 1.06, Math.max(5, ...heights) * 1.06];
    const scale = (/** @type {Panel} */ panel, /** @type {number} */ change) =>
      round(panel.top + ((high - change) / (high - low)) * panel.height);
    /** @type {Mark[]} */
    const marks = [];
    const parts = all.map((panel, place) => {
      const levels = ticks(low, high, 8);
      const bottom = panel.top + panel.height;
      const right = panel.left + panel.width;
      const lane = bottom + LANE;
      const frame = levels.map(
        (level) => `<path class="${Math.abs(level) < 1e-9 ? "zero" : "grid"}" d="M${panel.left} ${scale(panel, level)}H${right}"/>`,
      );
      const first = place === 0 || panel.left === all[0].left;
      const labels = levels.map(
        (level) =>
          `<text class="tick" x="${panel.left - 7}" y="${scale(panel, level) + 4}" text-anchor="end">${label(level)}</text>`,
      );
      const days = dayTicks(panel).map((day) => {
        const x = across(panel, day);
        return `<path class="grid" d="M${x} ${panel.top}V${lane + LANE / 2}"/><text class="tick" x="${x}" y="${lane + 24}" text-anchor="middle">${day}</text>`;
      });
      const title = `${TITLES[panel.phase]}${panel.phase === "recovery" && band?.curve.recovery[band.after] ? ` (band: after ${band.after} days)` : ""}`;
      const since = `${SINCE[panel.phase]}${panel.last > LONG ? ", square-root scale" : ""}`;
      const words = [
        `<text class="panel" x="${panel.left}" y="${panel.top - 12}">${title}</text>`,
        `<text class="axis" x="${panel.left + panel.width / 2}" y="${lane + 45}" text-anchor="middle">${since}</text>`,
      ];
      const points = [...numbered, ...spoken].filter((row) => row.phase === panel.phase);
      const body = points.map((row) => {
        const x = across(panel, row.day ?? 0);
        const y = verdict(row) ? lane : scale(panel, row.change ?? ((row.low ?? 0) + (row.high ?? 0)) / 2);
        marks.push({ row, x, y });
        if (isRange(row)) {
          return bar(`range m-${row.measureClass}`, x, scale(panel, row.low ?? 0), scale(panel, row.high ?? 0));
        }
        return shape(row, x, y);
      });
      const bars = spreads
        ? numbered.flatMap((row) => {
            const ends = row.phase === panel.phase ? spread(row) : null;
            return ends
              ? [bar(`spread m-${row.measureClass}`, across(panel, row.day ?? 0), scale(panel, ends[1]), scale(panel, ends[0]))]
              : [];
          })
        : [];
      return [
        `<g aria-hidden="true">${frame.join("")}${days.join("")}${first ? labels.join("") : ""}${words.join("")}`,
        `${ribbon(panel, courses[place], scale)}${bars.join("")}<g class="marks">${body.join("")}</g></g>`,
      ].join("");
    });
    const down = all.length > 0 ? Math.max(...all.map((panel) => panel.top + panel.height)) + MARGIN.bottom : 0;
    svg.setAttribute("viewBox", `0 0 ${width} ${down}`);
    svg.setAttribute("height", String(down));
    const unit = all.map((panel, place) =>
      place === 0 || panel.left === all[0].left
        ? `<text class="axis" aria-hidden="true" transform="translate(13 ${panel.top + panel.height / 2}) rotate(-90)" text-anchor="middle">change from baseline (%)</text>`
        : "",
    );
    const body = svg.querySelector(".ex-body");
    if (body) body.innerHTML = `${parts.join("")}${unit.join("")}`;
    marks.sort((a, b) => (a.row.phase === b.row.phase ? a.x - b.x || a.y - b.y : a.row.phase === "exposure" ? -1 : 1));
    const ranges = numbered.filter(isRange).length;
    const drawn = { points: numbered.length - ranges, ranges, verdicts: spoken.length, left: rows.length - marks.length };
    return { marks, drawn, scale, panels: all };
  }

  /** A number with a minus sign as papers print it. @param {number} value */
  const label = (value) => String(round(value)).replace("-", "−");

  /** @param {Panel} panel @param {number[][]} course @param {(panel: Panel, change: number) => number} scale */
  function ribbon(panel, course, scale) {
    if (course.length < 2) return "";
    const at = (/** @type {number} */ line) => course.map((point) => `${across(panel, point[0])} ${scale(panel, point[line])}`);
    return (
      `<path class="band" d="M${[...at(3), ...at(2).reverse()].join("L")}Z"/>` +
      `<path class="expected" d="M${at(1).join("L")}"/>`
    );
  }

  /** The marks of the same group, muscle, measure and site: one course, as far as it was followed. @param {Mark[]} marks @param {Mark} mark */
  function course(marks, mark) {
    /** @param {Row} row */
    const key = (row) => [row.arm, row.muscle, row.measure, row.method, row.site].join("|");
    return marks.filter((other) => key(other.row) === key(mark.row));
  }

  /** What stands out when a mark is looked at: its course, and its spread. @param {Drawn & { scale: (panel: Panel, change: number) => number, panels: Panel[] }} drawing @param {Mark} mark */
  function highlight(drawing, mark) {
    const same = course(drawing.marks, mark);
    const paths = drawing.panels.map((panel) => {
      const along = same.filter(({ row }) => row.phase === panel.phase && row.change !== null);
      return along.length > 1 ? `<path class="course" d="M${along.map(({ x, y }) => `${x} ${y}`).join("L")}"/>` : "";
    });
    const rings = same.map(({ x, y }) => `<circle class="ring" cx="${x}" cy="${y}" r="6"/>`);
    const panel = drawing.panels.find(({ phase }) => phase === mark.row.phase);
    const ends = spread(mark.row);
    const own =
      panel && ends
        ? bar(`spread m-${mark.row.measureClass}`, mark.x, drawing.scale(panel, ends[1]), drawing.scale(panel, ends[0]))
        : "";
    return paths.join("") + own + rings.join("");
  }

  return { draw, highlight, verdict, label };
})();
