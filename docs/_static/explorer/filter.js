// @ts-check
"use strict";

/**
 * What is asked for, which observations answer, and the address that says so.
 *
 * @typedef {{
 *   muscle: string, members: string, exposure: string, measure: string, phase: string, campaign: string,
 *   confidence: string, countermeasure: string, after: string,
 * }} Asked every choice as its control has it; "" where nothing is asked
 * @typedef {{ rows: Row[], counts: Record<string, Map<string, number>>, muscle: Muscle | null, unknown: boolean }} Found
 */

const explorerFilter = (() => {
  /** @type {Asked} */
  const ALL = {
    muscle: "",
    members: "yes",
    exposure: "",
    measure: "",
    phase: "",
    campaign: "",
    confidence: "",
    countermeasure: "",
    after: "",
  };
  const NAMES = /** @type {(keyof Asked)[]} */ (Object.keys(ALL));
  const CONFIDENCES = ["low", "medium", "high"];

  /** The values of a control that a row belongs to. @type {Record<string, (row: Row) => string[]>} */
  const VALUES = {
    exposure: (row) => [row.kind, `family:${row.family}`],
    // As in Python, the word "other" means the class.
    measure: (row) => (row.measure === row.measureClass ? [row.measureClass] : [row.measureClass, row.measure]),
    phase: (row) => [row.phase],
    campaign: (row) => [row.campaign],
    confidence: (row) => CONFIDENCES.slice(0, CONFIDENCES.indexOf(row.confidence) + 1),
    countermeasure: (row) => (row.countermeasure ? [row.countermeasure, ...trained(row)] : []),
  };
  const FACETS = Object.keys(VALUES);

  /** @param {Row} row */
  const trained = (row) => (row.countermeasure === "none" ? [] : ["any"]);

  // A row's values never change, so they are worked out once.
  const VALUES_OF = explorerData.rows.map((row) => FACETS.map((facet) => VALUES[facet](row)));

  /**
   * The rows that pass every filter; and for each choice how many there would be, all other filters left as they are.
   * @param {Asked} asked @returns {Found}
   */
  function find(asked) {
    const muscle = asked.muscle.trim() ? explorerData.muscle(asked.muscle) : null;
    const unknown = asked.muscle.trim() !== "" && muscle === null;
    const within = muscle && new Set(asked.members ? muscle.within : [muscle.id]);
    const wanted = FACETS.map((facet) => asked[/** @type {keyof Asked} */ (facet)]);
    /** @type {Record<string, Map<string, number>>} */
    const counts = Object.fromEntries(FACETS.map((facet) => [facet, new Map()]));
    /** @type {Row[]} */
    const rows = [];
    for (const row of explorerData.rows) {
      if (unknown || (within && !within.has(row.muscle))) continue;
      const values = VALUES_OF[row.index];
      const failed = wanted.flatMap((value, facet) => (value === "" || values[facet].includes(value) ? [] : [facet]));
      if (failed.length === 0) rows.push(row);
      if (failed.length > 1) continue;
      FACETS.forEach((facet, place) => {
        if (failed.length === 1 && failed[0] !== place) return;
        const count = counts[facet];
        for (const value of ["", ...values[place]]) count.set(value, (count.get(value) ?? 0) + 1);
      });
    }
    return { rows, counts, muscle, unknown };
  }

  /** What the part of an address after # asks for; null where it is the name of a section. @param {string} hash */
  function read(hash) {
    const text = hash.replace(/^#/u, "");
    if (text !== "" && !text.includes("=")) return null;
    const given = new URLSearchParams(text);
    /** @type {Asked} */
    const asked = { ...ALL };
    for (const name of NAMES) asked[name] = given.get(name) ?? ALL[name];
    if (asked.members !== "yes") asked.members = "";
    return asked;
  }

  /** The part of an address after # that asks for this. @param {Asked} asked */
  function write(asked) {
    const given = new URLSearchParams();
    for (const name of NAMES) if (asked[name] !== ALL[name]) given.set(name, asked[name] || "no");
    return given.toString();
  }

  /** The same question in Python. @param {Asked} asked @param {Muscle | null} muscle */
  function python(asked, muscle) {
    const kind = asked.exposure.startsWith("family:") ? "" : asked.exposure;
    const given = [
      muscle && `muscle="${muscle.id}"`,
      // A name that no muscle goes by is refused there, too, and never means all muscles.
      !muscle && asked.muscle.trim() && `muscle=${JSON.stringify(asked.muscle.trim())}`,
      muscle && asked.members && "include_members=True",
      kind && `exposure_kind="${kind}"`,
      asked.measure && `measure="${asked.measure}"`,
      asked.phase && `phase="${asked.phase}"`,
      asked.campaign && `campaign="${asked.campaign}"`,
      asked.confidence && `min_confidence="${asked.confidence}"`,
    ];
    const call = `base.observations(${given.filter(Boolean).join(", ")})`;
    const conditions = [
      asked.exposure && !kind && `arm.exposure_kind.family == "${asked.exposure.slice("family:".length)}"`,
      asked.countermeasure === "any" && 'arm.countermeasure not in ("none", None)',
      asked.countermeasure && asked.countermeasure !== "any" && `arm.countermeasure == "${asked.countermeasure}"`,
    ].filter(Boolean);
    const head = "import inactivity as ia\nbase = ia.evidence()\n";
    if (conditions.length === 0) return `${head}rows = ${call}`;
    const arm = "for arm in [base.arm(row.study_id, row.arm_id)]";
    return `${head}rows = [\n    row\n    for row in ${call}\n    ${arm}\n    if ${conditions.join(" and ")}\n]`;
  }

  return { ALL, NAMES, find, read, write, python };
})();
