// Whatever the reader does is one step of history. The framework makes several of a jump to another page: the new
// choices at the old page, the new page, and the address as it is written, in an order that changes with the load.
// So the first address after a gesture is a step of its own, and those that follow take its place.
// No "less than" sign before a letter here, as in pictures.js.
(() => {
  if (window.stepsOfHistory) return;
  window.stepsOfHistory = true;
  const SAME_GESTURE_MS = 500; // The second half of a double click begins nothing new.
  let isNewStep = false;
  let began = -Infinity;
  const begin = () => {
    const now = performance.now();
    if (!(now - began > SAME_GESTURE_MS)) return;
    began = now;
    isNewStep = true;
  };
  ["pointerdown", "keydown", "click"].forEach((gesture) => window.addEventListener(gesture, begin, true));
  window.addEventListener("popstate", () => { isNewStep = false; }, true);
  const push = history.pushState.bind(history);
  history.pushState = (...entry) => {
    const isHere = new URL(entry[2] ?? "", location.href).href === location.href;
    if (isHere || !isNewStep) return history.replaceState(...entry);
    isNewStep = false;
    return push(...entry);
  };
})();
