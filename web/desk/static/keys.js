// Keys of the review desk: each presses the button, or opens the form, that bears it.
"use strict";

(function () {
  // Nobody reads a finding in less: what is pressed before is left alone, by key or by mouse.
  const READING = 700;
  const RESTING = 300; // and a key that is still hammered has to rest first; both in ms

  let ready = 0; // when something may be sent, by the clock of this page
  let sent = false; // a form that is sent twice decides once
  let disabled = [];

  function shown() {
    ready = performance.now() + READING;
    sent = false;
    for (const button of disabled) button.disabled = false;
    disabled = [];
  }

  function tooSoon() {
    const now = performance.now();
    if (now >= ready) return false;
    ready = Math.max(ready, now + RESTING);
    return true;
  }

  function disable() {
    disabled = Array.from(document.querySelectorAll("main button:not(:disabled)"));
    for (const button of disabled) button.disabled = true;
  }

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

  shown();
  window.addEventListener("pageshow", shown);

  document.addEventListener("submit", function (event) {
    if (sent || (event.target.matches("main form") && tooSoon())) {
      event.preventDefault();
      return;
    }
    sent = true;
    setTimeout(disable); // once the button that was pressed is in what is sent
  });

  document.addEventListener("keydown", function (event) {
    if (event.repeat && event.target.tagName === "BUTTON") event.preventDefault();
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
