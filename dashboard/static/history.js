// A click into a chart is one step back and forth. The framework makes several of it: the new choices on the old page,
// the new page, then the address as it is written. An address that says so is given up for the next one, and so is one
// that is pushed upon itself, as a link to the page one is on does.
// No "less than" sign before a letter here, as in pictures.js.
(() => {
  if (window.stepsOfHistory) return;
  window.stepsOfHistory = true;
  const push = history.pushState.bind(history);
  const isGivenUp = (address) =>
    new URLSearchParams(location.search).has("step") || new URL(address ?? "", location.href).href === location.href;
  history.pushState = (...entry) => (isGivenUp(entry[2]) ? history.replaceState(...entry) : push(...entry));
})();
