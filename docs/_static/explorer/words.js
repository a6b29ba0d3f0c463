// @ts-check
"use strict";

/** An observation in words: what was found, when, and how sure it is. What is not known is said to be so. */
const explorerWords = (() => {
  const { words } = explorerData;

  /** @param {number} count @param {string} one @param {string} many */
  const counted = (count, one, many) => `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

  /** Who found what, when, as a sentence. @param {Row} row */
  function sentence(row) {
    const change =
      row.change !== null
        ? `${explorerPlot.label(row.change)} %`
        : row.low !== null && row.high !== null
          ? `${explorerPlot.label(row.low)} to ${explorerPlot.label(row.high)} %`
          : words(row.outcome);
    return `${row.muscleName}, ${words(row.measure)}: ${change} ${when(row)}`;
  }

  /** @param {Row} row */
  function when(row) {
    const exposure = row.exposureDays === null ? row.kindLabel : `${counted(row.exposureDays, "day", "days")} of ${row.kindLabel}`;
    return row.phase === "exposure" ? `on day ${row.day} of ${exposure}` : `on day ${row.day} after ${exposure}`;
  }

  /** What is known of how sure it is. @param {Row} row */
  function surety(row) {
    const kind = row.spreadKind === "unknown" ? "of a kind not stated" : row.spreadKind.toUpperCase();
    const spread = row.spread === null ? "no spread printed" : `spread ${row.spread} (${kind}, of the ${row.spreadOf})`;
    const people = row.n === null ? "number of people not stated" : `n = ${row.n}`;
    const against =
      row.countermeasure === "none"
        ? "no countermeasure"
        : row.countermeasure
          ? `countermeasure: ${words(row.countermeasure)}`
          : "countermeasure not stated";
    return [people, spread, against, `${row.confidence} confidence`].join(" · ");
  }

  return { counted, sentence, surety };
})();
