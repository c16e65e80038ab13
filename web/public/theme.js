// Runs before the first paint, so that a page of the other theme never flashes. Plain script: modules run too late, and
// the page's policy allows no script inside the document.
try {
  const theme = localStorage.getItem("cift.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // No storage, no choice: the system's theme.
}
