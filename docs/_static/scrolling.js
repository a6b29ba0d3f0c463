// @ts-check
"use strict";

// Who cannot point must be able to scroll too: boxes wider than the page become stops of the keyboard, and no others.
(() => {
  const boxes = document.querySelectorAll("pre, .table-wrapper, .formula, .content figure");
  const mark = () => {
    for (const box of boxes) {
      if (box.scrollWidth > box.clientWidth + 1) box.setAttribute("tabindex", "0");
      else box.removeAttribute("tabindex");
    }
  };
  mark();
  addEventListener("resize", mark);
  addEventListener("load", mark);
})();
