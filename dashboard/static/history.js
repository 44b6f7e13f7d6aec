// A click into a chart is one step back and forth. The framework makes several of it: the new choices on the old page,
// the new page, then the address as it is written. An address that says so is given up for the next one.
// No "less than" sign before a letter here, as in pictures.js.
(() => {
  if (window.stepsOfHistory) return;
  window.stepsOfHistory = true;
  const push = history.pushState.bind(history);
  history.pushState = (...entry) =>
    new URLSearchParams(location.search).has("step") ? history.replaceState(...entry) : push(...entry);
})();
