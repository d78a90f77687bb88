// Before anything is drawn: the theme that was chosen here, and that there are scripts.
(() => {
  const root = document.documentElement;
  root.dataset.script = "";
  try {
    const chosen = localStorage.getItem("holdfast-theme");
    if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
  } catch {
    // a browser that keeps nothing follows the system
  }
})();
