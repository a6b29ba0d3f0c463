// @ts-check
"use strict";

/**
 * The same observations as rows to read, sort and leaf through.
 *
 * @typedef {{ by: string, down: boolean, page: number }} Order
 */

const explorerTable = (() => {
  const PAGE = 15;

  /** @type {{ id: string, title: string, value: (row: Row) => Cell, number?: boolean }[]} */
  const COLUMNS = [
    { id: "study", title: "Study", value: (row) => row.reference },
    { id: "muscle", title: "Muscle", value: (row) => row.muscleName },
    { id: "measure", title: "Measure", value: (row) => explorerData.words(row.measure) },
    { id: "exposure", title: "Exposure", value: exposure },
    { id: "countermeasure", title: "Countermeasure", value: (row) => explorerData.words(row.countermeasure) || null },
    { id: "phase", title: "Phase", value: (row) => row.phase },
    { id: "day", title: "Day", value: (row) => row.day, number: true },
    { id: "change", title: "Change (%)", value: (row) => row.change, number: true },
    { id: "outcome", title: "In words", value: (row) => explorerData.words(row.outcome) || null },
    { id: "n", title: "People", value: (row) => row.n, number: true },
    { id: "confidence", title: "Confidence", value: (row) => row.confidence },
  ];

  /** @param {Row} row */
  function exposure(row) {
    return row.exposureDays === null ? row.kindLabel : `${row.kindLabel}, ${row.exposureDays} ${row.exposureDays === 1 ? "day" : "days"}`;
  }

  /** What a cell shows; what is not known is said to be so. @param {Row} row @param {string} id @param {Cell} value */
  function shown(row, id, value) {
    if (id === "change" && value === null && row.low !== null && row.high !== null) {
      return `${explorerPlot.label(row.low)} to ${explorerPlot.label(row.high)}`;
    }
    if (value === null) return "–";
    return typeof value === "number" ? explorerPlot.label(value) : value;
  }

  /** Unknown comes last, whichever way the rest is sorted. @param {Row[]} rows @param {Order} order */
  function sorted(rows, order) {
    const column = COLUMNS.find(({ id }) => id === order.by);
    if (!column) return rows;
    const keyed = rows.map((row) => ({ row, key: column.value(row) }));
    const known = keyed.filter(({ key }) => key !== null);
    known.sort((a, b) => {
      const [x, y] = [a.key, b.key];
      const sign = typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y), "en");
      return order.down ? -sign : sign;
    });
    return [...known, ...keyed.filter(({ key }) => key === null)].map(({ row }) => row);
  }

  /** @param {HTMLTableElement} table @param {Row[]} rows @param {Order} order @returns {{ from: number, to: number }} */
  function draw(table, rows, order) {
    const from = order.page * PAGE;
    const page = sorted(rows, order).slice(from, from + PAGE);
    heads(table, order);
    const body = table.tBodies[0];
    body.replaceChildren(...page.map(line));
    return { from, to: from + page.length };
  }

  /** @param {HTMLTableElement} table @param {Order} order */
  function heads(table, order) {
    const line = table.tHead?.rows[0];
    if (!line) return;
    if (line.cells.length === 0) {
      line.replaceChildren(
        ...COLUMNS.map(({ id, title, number }) => {
          const cell = document.createElement("th");
          cell.scope = "col";
          if (number) cell.className = "number";
          const button = document.createElement("button");
          button.type = "button";
          button.dataset.by = id;
          button.textContent = title;
          cell.append(button);
          return cell;
        }),
      );
    }
    COLUMNS.forEach(({ id }, place) => {
      const state = order.by === id ? (order.down ? "descending" : "ascending") : "none";
      line.cells[place].setAttribute("aria-sort", state);
    });
  }

  /** @param {Row} row */
  function line(row) {
    const made = document.createElement("tr");
    for (const { id, value, number } of COLUMNS) {
      const cell = document.createElement("td");
      if (number) cell.className = "number";
      const text = String(shown(row, id, value(row)));
      if (id === "study" && row.address) {
        const link = document.createElement("a");
        link.href = row.address;
        link.textContent = text;
        cell.append(link);
      } else {
        cell.textContent = text;
      }
      made.append(cell);
    }
    return made;
  }

  return { PAGE, draw, exposure };
})();
