// @ts-check
"use strict";

/**
 * The evidence as the page uses it: one object an observation, and muscles by any name they go by.
 *
 * @typedef {string | number | null} Cell
 * @typedef {{ words: string[], rows: number[] } | (number | null)[]} Column words each once with their numbers, or numbers
 * @typedef {Record<string, Column>} Columns
 * @typedef {{ id: string, label: string, family: string, modelled: boolean }} Kind
 * @typedef {{ id: string, name: string, names: string[], within: string[] }} Muscle
 * @typedef {{
 *   edition: string, observations: Columns, arms: Columns, studies: Columns, arm_of: number[], study_of: number[],
 *   references: string[], addresses: (string | null)[], kinds: Kind[], muscles: Muscle[],
 * }} Evidence
 * @typedef {{
 *   index: number, arm: number, study: number, muscle: string, muscleName: string, site: string, measure: string,
 *   measureClass: "size" | "strength" | "other", method: string, phase: "exposure" | "recovery", day: number | null,
 *   change: number | null, low: number | null, high: number | null, spread: number | null, spreadKind: string,
 *   spreadOf: string, n: number | null, outcome: string, confidence: string, kind: string, kindLabel: string,
 *   family: string, exposureDays: number | null, countermeasure: string, campaign: string, reference: string,
 *   address: string | null,
 * }} Row
 * @typedef {{
 *   level: number, studies: number, cautions: number[], exposure: number[][], recovery: Record<string, number[][]>,
 *   usual: string | null,
 * }} Curve change, low and high, a list each, by the days of the grid [%]; `usual` is the exposure most often followed
 * @typedef {{ grid: number[], cautions: string[], curves: Record<string, Curve> }} Bands
 */

const explorerData = (() => {
  const SIZE = ["csa", "volume", "thickness", "lean_mass", "fibre_csa"];
  const STRENGTH = ["strength_isometric", "strength_isokinetic", "strength_1rm", "strength_unspecified", "power"];

  /** @type {Evidence} */
  const evidence = /** @type {any} */ (window).explorerEvidence;

  /** The model's courses, once their script has come; the page works before. @returns {Bands | null} */
  const bands = () => /** @type {any} */ (window).explorerBands ?? null;

  /** @param {Column} column @param {number} row @returns {Cell} */
  function cell(column, row) {
    if (Array.isArray(column)) return column[row];
    return column.rows[row] < 0 ? null : column.words[column.rows[row]];
  }

  /** A word for people. @param {Cell} name */
  const words = (name) => String(name ?? "").replaceAll("_", " ").replace(/\bcsa\b/u, "cross-sectional area");

  /** @param {string} measure @returns {"size" | "strength" | "other"} */
  function classOf(measure) {
    if (SIZE.includes(measure)) return "size";
    return STRENGTH.includes(measure) ? "strength" : "other";
  }

  const kinds = new Map(evidence.kinds.map((kind) => [kind.id, kind]));
  const muscles = new Map(evidence.muscles.map((muscle) => [muscle.id, muscle]));

  /** @param {number} index @returns {Row} */
  function rowOf(index) {
    const { observations, arms, studies } = evidence;
    const arm = evidence.arm_of[index];
    const study = evidence.study_of[index];
    /** @param {string} name */
    const number = (name) => /** @type {number | null} */ (cell(observations[name], index));
    /** @param {string} name */
    const text = (name) => String(cell(observations[name], index) ?? "");
    const kind = /** @type {Kind} */ (kinds.get(String(cell(arms.exposure_kind, arm))));
    return {
      index,
      arm,
      study,
      muscle: text("muscle"),
      muscleName: muscles.get(text("muscle"))?.name ?? words(text("muscle")),
      site: text("site"),
      measure: text("measure"),
      measureClass: classOf(text("measure")),
      method: text("method"),
      phase: text("phase") === "recovery" ? "recovery" : "exposure",
      day: number("day"),
      change: number("change_pct"),
      low: number("change_low"),
      high: number("change_high"),
      spread: number("spread"),
      spreadKind: text("spread_kind"),
      spreadOf: text("spread_of"),
      n: number("n"),
      outcome: text("outcome"),
      confidence: text("confidence"),
      kind: kind.id,
      kindLabel: kind.label,
      family: kind.family,
      exposureDays: /** @type {number | null} */ (cell(arms.exposure_days, arm)),
      countermeasure: String(cell(arms.countermeasure, arm) ?? ""),
      campaign: String(cell(studies.campaign, study)),
      reference: evidence.references[study],
      address: evidence.addresses[study],
    };
  }

  const rows = evidence.arm_of.map((_, index) => rowOf(index));

  /** The form in which names are compared, as `inactivity.muscle` compares them. @param {string} name */
  const normalised = (name) => name.toLowerCase().split(/[\s_:\-\u2010-\u2015]+/u).join(" ").trim();

  /** @type {Map<string, Muscle>} */
  const byName = new Map();
  for (const muscle of evidence.muscles) {
    for (const name of muscle.names) if (!byName.has(normalised(name))) byName.set(normalised(name), muscle);
  }

  /** The muscle that goes by a name, if there is one. @param {string} name */
  function muscle(name) {
    const key = normalised(name);
    return byName.get(key.startsWith("m. ") ? `musculus ${key.slice(3)}` : key) ?? null;
  }

  /** Up to three muscles whose names are like this one. @param {string} name */
  function suggestions(name) {
    const key = normalised(name);
    const scored = [...byName].map(([known, found]) => {
      const part = key.length > 2 && known.includes(key);
      return { found, far: part ? 0.5 : distance(key, known, Math.max(2, key.length / 3)) };
    });
    const near = scored.filter(({ far }) => far <= Math.max(2, key.length / 3)).sort((a, b) => a.far - b.far);
    return [...new Set(near.map(({ found }) => found.name))].slice(0, 3);
  }

  /** How many letters to change; Infinity where it is more than `most`. @param {string} a @param {string} b @param {number} most */
  function distance(a, b, most) {
    if (Math.abs(a.length - b.length) > most) return Infinity;
    let above = Array.from({ length: b.length + 1 }, (_, place) => place);
    for (let i = 1; i <= a.length; i += 1) {
      const here = [i];
      for (let j = 1; j <= b.length; j += 1) {
        here[j] = Math.min(above[j] + 1, here[j - 1] + 1, above[j - 1] + Number(a[i - 1] !== b[j - 1]));
      }
      above = here;
    }
    return above[b.length];
  }

  return { evidence, bands, cell, words, classOf, kinds, muscles, rows, muscle, suggestions };
})();
