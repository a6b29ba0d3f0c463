// @ts-check
"use strict";

/** The selection as a file: the columns, and the bytes, that `Evidence.to_csv` writes in Python. */
const explorerCsv = (() => {
  const { evidence, cell } = explorerData;
  const KEYS = ["study_id", "arm_id"];

  /** @param {Cell} value */
  function quoted(value) {
    const text = value === null ? "" : String(value);
    return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }

  /** @param {Columns} columns */
  const own = (columns) => Object.keys(columns).filter((name) => !KEYS.includes(name));

  /** @param {Row[]} rows */
  function text(rows) {
    const { observations, arms, studies } = evidence;
    const ofArm = own(arms);
    const ofStudy = own(studies);
    const names = Object.keys(observations);
    const head = [...names, ...ofArm.map((name) => `arm_${name}`), ...ofStudy.map((name) => `study_${name}`)];
    const lines = rows.map((row) => [
      ...names.map((name) => cell(observations[name], row.index)),
      ...ofArm.map((name) => cell(arms[name], row.arm)),
      ...ofStudy.map((name) => cell(studies[name], row.study)),
    ]);
    return [head, ...lines].map((line) => `${line.map(quoted).join(",")}\r\n`).join("");
  }

  /** What the file is called: the edition and what was asked for. @param {Asked} asked @param {Muscle | null} muscle */
  function name(asked, muscle) {
    const { exposure, measure, phase, campaign, confidence, countermeasure } = asked;
    const parts = [muscle?.id, exposure, measure, phase, campaign, confidence, countermeasure].filter(Boolean);
    return `${["inactivity", evidence.edition, ...parts].join("-").replace(/[^\w.-]+/gu, "_")}.csv`;
  }

  /** Hand a file to the browser. @param {string} filename @param {string} content */
  function save(filename, content) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content], { type: "text/csv;charset=utf-8" }));
    link.download = filename;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  return { text, name, save };
})();
