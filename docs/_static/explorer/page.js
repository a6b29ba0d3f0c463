// @ts-check
"use strict";

/** What happens on the page: a choice is made, everything that shows it follows, and the address says it. */
(() => {
  const { ALL } = explorerFilter;
  const { part, form, option } = explorerControls;
  const { counted, sentence, surety } = explorerWords;

  const figure = part("ex-figure", HTMLElement);
  const svg = part("ex-plot", SVGSVGElement);
  const cursor = part("ex-cursor", SVGAElement);
  const raised = part("ex-highlight", SVGGElement);
  const card = part("ex-card", HTMLElement);
  const table = part("ex-table", HTMLTableElement);
  const muscleInput = part("ex-muscle", HTMLInputElement);
  const afterInput = part("ex-after", HTMLSelectElement);

  /** @type {Asked} */
  let asked = { ...ALL };
  /** @type {Found} */
  let found = explorerFilter.find(asked);
  /** @type {ReturnType<typeof explorerPlot.draw> | null} */
  let drawing = null;
  /** @type {Order} */
  const order = { by: "study", down: false, page: 0 };
  /** The place of the mark looked at; -1 where none is. */
  let active = -1;
  let byTouch = false;

  // ---------------------------------------------------------------- what follows a choice

  function show() {
    found = explorerFilter.find(asked);
    order.page = 0;
    explorerControls.showCounts(found);
    showMuscle();
    showNumbers();
    showPlot();
    showTable();
    part("ex-python", HTMLElement).textContent = explorerFilter.python(asked, found.muscle);
  }

  /** What a person chose is shown, and the address says it. */
  function choose() {
    show();
    showAddress();
  }

  function showMuscle() {
    const said = part("ex-muscle-said", HTMLElement);
    muscleInput.setAttribute("aria-invalid", String(found.unknown));
    if (found.unknown) {
      const like = explorerData.suggestions(asked.muscle);
      said.textContent = `No muscle goes by “${asked.muscle.trim()}”.${like.length > 0 ? ` Did you mean ${like.join(", ")}?` : ""}`;
    } else {
      said.textContent = found.muscle && found.muscle.name !== asked.muscle.trim() ? `${found.muscle.name}` : "";
    }
  }

  function showNumbers() {
    const studies = new Set(found.rows.map((row) => row.study)).size;
    const campaigns = new Set(found.rows.map((row) => row.campaign)).size;
    part("ex-count", HTMLElement).textContent =
      found.rows.length === 0
        ? "No observation passes all filters."
        : `${counted(found.rows.length, "observation", "observations")} in ${counted(studies, "study", "studies")} of ${counted(campaigns, "campaign", "campaigns")}`;
    const button = part("ex-download", HTMLButtonElement);
    button.textContent = `Download CSV (${counted(found.rows.length, "row", "rows")})`;
    button.disabled = found.rows.length === 0;
  }

  function showAddress() {
    if (asked.after && explorerData.bands() && band()?.after !== asked.after) asked.after = ""; // it was of another choice
    const hash = explorerFilter.write(asked);
    history.replaceState(null, "", hash ? `#${hash}` : location.href.split("#")[0]);
  }

  /** The class of measure asked for: a class itself, or that of one measure; "" where none is. */
  function measureClass() {
    if (["", "size", "strength", "other"].includes(asked.measure)) return asked.measure;
    return explorerData.classOf(asked.measure);
  }

  /** The model's course for what is asked, if one muscle, kind and class is asked for. @returns {Band | null} */
  function band() {
    const curve = explorerData.bands()?.curves[`${found.muscle?.id}|${asked.exposure}|${measureClass()}`];
    if (!curve) return null;
    const after = Object.hasOwn(curve.recovery, asked.after) ? asked.after : (curve.usual ?? "");
    return { curve, after };
  }

  function showPlot() {
    const model = band();
    look(-1);
    drawing = explorerPlot.draw(svg, found.rows, asked, model, explorerData.bands()?.grid ?? [], figure.clientWidth);
    const { points, ranges, verdicts, left } = drawing.drawn;
    const parts = [
      counted(points, "mean change", "mean changes"),
      ...(ranges > 0 ? [counted(ranges, "range", "ranges")] : []),
      ...(verdicts > 0 ? [`${counted(verdicts, "verdict", "verdicts")} in words (the row below the plot)`] : []),
    ];
    const rest = left > 0 ? ` ${left.toLocaleString("en")} not drawn: no day, or no change in per cent and no verdict.` : "";
    part("ex-drawn", HTMLElement).textContent = `Drawn: ${parts.join(", ")}.${rest}`;
    svg.setAttribute("aria-label", `Plot of change from baseline by day: ${parts.join(", ")}`);
    cursor.style.display = drawing.marks.length > 0 ? "" : "none";
    place(0);
    showModel(model);
  }

  /** @param {Band | null} model */
  function showModel(model) {
    const said = part("ex-model", HTMLElement);
    const cautions = part("ex-cautions", HTMLDetailsElement);
    const bands = explorerData.bands();
    cautions.hidden = model === null;
    const lengths = model ? Object.keys(model.curve.recovery).sort((a, b) => Number(a) - Number(b)) : [];
    part("ex-after-field", HTMLElement).hidden = lengths.length < 2 || asked.phase === "exposure";
    afterInput.replaceChildren(...lengths.map((days) => option(days, `${days} days`)));
    if (model && bands) {
      afterInput.value = model.after;
      said.textContent =
        `Band: where the model expects the mean of a new group, with ${Math.round(model.curve.level * 100)} % probability, ` +
        `nothing done against the loss. Dashed: the expected mean. ${counted(model.curve.studies, "study", "studies")} pooled.`;
      part("ex-caution-list", HTMLElement).replaceChildren(
        ...model.curve.cautions.map((number) => {
          const item = document.createElement("li");
          item.textContent = bands.cautions[number];
          return item;
        }),
      );
      return;
    }
    const single = found.muscle && asked.exposure && !asked.exposure.startsWith("family:") && measureClass();
    said.textContent =
      bands && single
        ? "The model has no course for this choice."
        : "Choose a muscle, one kind of exposure, and size or strength, and the model’s band is drawn too.";
  }

  function showTable() {
    const { from, to } = explorerTable.draw(table, found.rows, order);
    const count = found.rows.length;
    part("ex-page", HTMLElement).textContent = count === 0 ? "No rows" : `Rows ${from + 1} to ${to} of ${count.toLocaleString("en")}`;
    part("ex-before", HTMLButtonElement).disabled = from === 0;
    part("ex-next", HTMLButtonElement).disabled = to >= count;
  }

  // ---------------------------------------------------------------- one observation

  /** Move the link to a mark without showing it: where the keyboard begins. @param {number} index */
  function place(index) {
    const mark = drawing?.marks[index];
    if (!mark) return;
    cursor.setAttribute("transform", `translate(${mark.x} ${mark.y})`);
    cursor.setAttribute("href", mark.row.address ?? "evidence.html#studies");
    cursor.setAttribute("aria-label", `${mark.row.reference}. ${sentence(mark.row)}. ${surety(mark.row)}`);
  }

  /** Look at a mark: its course, its study. @param {number} index */
  function look(index) {
    active = index;
    const mark = drawing?.marks[index];
    card.hidden = !mark;
    cursor.classList.toggle("shown", Boolean(mark));
    raised.innerHTML = mark && drawing ? explorerPlot.highlight(drawing, mark) : "";
    if (!mark) return;
    place(index);
    const [link, what, how, extra] = ["a", "p", "p", "p"].map((tag) => document.createElement(tag));
    link.textContent = mark.row.reference;
    link.setAttribute("href", mark.row.address ?? "evidence.html#studies");
    link.setAttribute("tabindex", "-1"); // the mark itself is this link already
    what.textContent = sentence(mark.row);
    how.textContent = surety(mark.row);
    extra.textContent = [mark.row.method, mark.row.site, `campaign ${mark.row.campaign}`].filter(Boolean).join(" · ");
    card.replaceChildren(link, what, how, extra);
    if (card.offsetWidth > 0) {
      // Beside the mark and above it, where the curve of a loss leaves room.
      const beside = mark.x + 12 + card.offsetWidth > figure.clientWidth ? mark.x - card.offsetWidth - 12 : mark.x + 12;
      const above = mark.y - card.offsetHeight - 12;
      card.style.left = `${Math.max(beside, 0)}px`;
      card.style.top = `${above > 0 ? above : mark.y + 12}px`;
    }
  }

  /** Whether the keyboard is at the marks: then the pointer passing by hides nothing. */
  const byKeyboard = () => cursor.matches(":focus-visible");

  /** The mark nearest to the pointer, if one is near. @param {PointerEvent} event */
  function nearest(event) {
    const box = svg.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    let best = -1;
    let least = 22 ** 2;
    drawing?.marks.forEach((mark, index) => {
      const far = (mark.x - x) ** 2 + (mark.y - y) ** 2;
      if (far < least) [best, least] = [index, far];
    });
    return best;
  }

  // ---------------------------------------------------------------- what people do

  /** @param {KeyboardEvent} event */
  function walk(event) {
    const last = (drawing?.marks.length ?? 0) - 1;
    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };
    if (event.key === "Escape") look(-1);
    const step = /** @type {Record<string, number>} */ (steps)[event.key];
    if (step === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    look(Math.min(Math.max(Math.max(active, 0) + step, 0), last));
    part("ex-said", HTMLElement).textContent = cursor.getAttribute("aria-label") ?? "";
  }

  function listen() {
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("change", () => {
      asked = explorerControls.read(asked.after);
      choose();
    });
    afterInput.addEventListener("change", () => {
      asked.after = afterInput.value;
      showPlot();
      showAddress();
    });
    muscleInput.addEventListener("input", () => {
      // A name half typed is no answer yet; the change that ends it says so if it never becomes one.
      if (muscleInput.value.trim() && !explorerData.muscle(muscleInput.value)) return;
      asked = explorerControls.read(asked.after);
      choose();
    });
    part("ex-reset", HTMLButtonElement).addEventListener("click", () => {
      explorerControls.set(ALL);
      asked = { ...ALL };
      choose();
    });
    addEventListener("hashchange", open);
    svg.addEventListener("pointermove", (event) => {
      if (event.pointerType === "touch") return;
      byTouch = false;
      const index = nearest(event);
      if (index !== active && (index >= 0 || !byKeyboard())) look(index);
    });
    svg.addEventListener("pointerdown", (event) => {
      byTouch = event.pointerType === "touch";
      if (byTouch) look(nearest(event));
    });
    svg.addEventListener("pointerleave", (event) => {
      if (event.pointerType !== "touch" && !byKeyboard()) look(-1);
    });
    cursor.addEventListener("click", (event) => {
      // A finger has nothing to hover with: it shows the card, whose link opens the study.
      if (byTouch) event.preventDefault();
    });
    cursor.addEventListener("focus", () => {
      if (byKeyboard()) look(Math.max(active, 0));
    });
    cursor.addEventListener("blur", () => {
      if (!byTouch) look(-1); // a finger leaves for the link of the card
    });
    cursor.addEventListener("keydown", walk);
    part("ex-download", HTMLButtonElement).addEventListener("click", () => {
      explorerCsv.save(explorerCsv.name(asked, found.muscle), explorerCsv.text(found.rows));
    });
    table.addEventListener("click", (event) => {
      const by = event.target instanceof HTMLElement ? event.target.dataset.by : undefined;
      if (!by) return;
      order.down = order.by === by && !order.down;
      order.by = by;
      order.page = 0;
      showTable();
    });
    part("ex-before", HTMLButtonElement).addEventListener("click", () => leaf(-1));
    part("ex-next", HTMLButtonElement).addEventListener("click", () => leaf(1));
    new ResizeObserver(() => {
      if (svg.viewBox.baseVal.width !== figure.clientWidth) showPlot();
    }).observe(figure);
    addEventListener("load", () => {
      showPlot(); // the courses of the model are there now
      if (explorerFilter.read(location.hash)) showAddress();
    });
  }

  /** @param {number} by */
  function leaf(by) {
    order.page += by;
    showTable();
  }

  /** Ask what the address asks. */
  function open() {
    const wanted = explorerFilter.read(location.hash);
    if (!wanted) return;
    explorerControls.set(wanted);
    asked = explorerControls.read(wanted.after);
    choose();
  }

  explorerControls.fill();
  listen();
  const wanted = explorerFilter.read(location.hash);
  if (wanted) open();
  else show(); // the address names a section of the page, and goes on naming it
  part("explorer", HTMLElement).dataset.ready = "yes";
  performance.mark("explorer-ready");
})();
