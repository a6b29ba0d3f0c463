// @ts-check
"use strict";

/** The controls of the page: what can be chosen, what is, and how many rows each choice would give. */
const explorerControls = (() => {
  const { evidence, words } = explorerData;
  const { ALL, NAMES } = explorerFilter;

  /** A part of the page. @template {Element} T @param {string} id @param {new () => T} type @returns {T} */
  function part(id, type) {
    const found = document.getElementById(id);
    if (!(found instanceof type)) throw new Error(`the page has no ${id}`);
    return found;
  }

  const form = part("ex-form", HTMLFormElement);

  const control = (/** @type {string} */ name) =>
    /** @type {HTMLInputElement | HTMLSelectElement} */ (form.elements.namedItem(name));

  /** @param {string} value @param {string} text */
  function option(value, text) {
    const made = document.createElement("option");
    made.value = value;
    made.textContent = text;
    made.dataset.text = text;
    return made;
  }

  /** @param {string} label @param {HTMLOptionElement[]} options */
  function group(label, options) {
    const made = document.createElement("optgroup");
    made.label = label;
    made.append(...options);
    return made;
  }

  /** Fill the choices with what there is. */
  function fill() {
    /** @type {Map<string, string[]>} */
    const families = new Map();
    for (const { family, label } of evidence.kinds) families.set(family, [...(families.get(family) ?? []), label]);
    const several = [...families].filter(([, labels]) => labels.length > 1);
    control("exposure").append(
      group("One kind", evidence.kinds.map((kind) => option(kind.id, kind.label))),
      group("Kinds that are alike", several.map(([family, labels]) => option(`family:${family}`, labels.join(", ")))),
    );
    const measures = [...new Set(explorerData.rows.map((row) => row.measure))].filter((name) => name !== "other");
    control("measure").append(
      group("All of", ["size", "strength", "other"].map((name) => option(name, name))),
      ...["size", "strength", "other"].map((of) =>
        group(of, measures.filter((name) => explorerData.classOf(name) === of).map((name) => option(name, words(name)))),
      ),
    );
    const campaigns = [...new Set(explorerData.rows.map((row) => row.campaign))].sort();
    control("campaign").append(...campaigns.map((name) => option(name, name)));
    const tried = [...new Set(explorerData.rows.map((row) => row.countermeasure))].filter((name) => name && name !== "none");
    control("countermeasure").append(group("One kind", tried.sort().map((name) => option(name, words(name)))));
    for (const select of form.querySelectorAll("select")) {
      for (const one of select.options) one.dataset.text ??= one.textContent ?? "";
    }
    part("ex-muscles", HTMLDataListElement).append(
      ...evidence.muscles.flatMap(({ id, name, names }) => {
        const called = new Set(names.filter((other) => other !== id && !/\d{3}/u.test(other)));
        return [...called].map((other) => option(other, other === name ? name : `${other} – ${name}`));
      }),
    );
  }

  /** @param {Asked} wanted */
  function set(wanted) {
    for (const name of NAMES) {
      const input = control(name);
      if (input instanceof HTMLInputElement && input.type === "checkbox") input.checked = wanted[name] === "yes";
      else if (name !== "after") input.value = wanted[name];
      if (input instanceof HTMLSelectElement && input.selectedIndex < 0) input.value = "";
    }
  }

  /** What the controls say; the exposure that a band of recovery is of has a place of its own. @param {string} after */
  function read(after) {
    /** @type {Asked} */
    const now = { ...ALL, after };
    for (const name of NAMES) {
      const input = control(name);
      if (input instanceof HTMLInputElement && input.type === "checkbox") now[name] = input.checked ? "yes" : "";
      else if (name !== "after") now[name] = input.value;
    }
    return now;
  }

  /** Say behind each choice how many rows it would give. @param {Found} found */
  function showCounts(found) {
    for (const [name, counts] of Object.entries(found.counts)) {
      const select = /** @type {HTMLSelectElement} */ (control(name));
      for (const one of select.options) {
        const text = `${one.dataset.text} (${(counts.get(one.value) ?? 0).toLocaleString("en")})`;
        if (one.textContent !== text) one.textContent = text;
      }
    }
  }

  return { part, form, option, fill, set, read, showCounts };
})();
