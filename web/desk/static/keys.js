// Keys of the review desk: each presses the button, or opens the form, that bears it.
"use strict";

(function () {
  function typing(target) {
    return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
  }

  function open(summary) {
    const details = summary.parentElement;
    details.open = true;
    const first = details.querySelector("input:not([type=hidden]), select, a, button");
    (first || summary).focus();
    if (first && first.select) first.select();
  }

  function press(element) {
    if (element.tagName === "SUMMARY") open(element);
    else if (element.tagName === "LABEL") document.getElementById(element.htmlFor).focus();
    else element.click();
  }

  let sent = false;  // a key that is pressed twice decides once
  document.addEventListener("submit", function (event) {
    if (sent) event.preventDefault();
    sent = true;
  });
  window.addEventListener("pageshow", function () { sent = false; });

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && typing(event.target)) event.target.blur();
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (event.isComposing || typing(event.target)) return;
    const wanted = event.key.length === 1 ? event.key.toLowerCase() : "";
    for (const element of document.querySelectorAll("[data-key]")) {
      if (element.dataset.key === wanted && !element.disabled) {
        event.preventDefault();
        press(element);
        return;
      }
    }
  });
})();
