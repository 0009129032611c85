// Runs before the first paint, so that a dark scheme or a Chinese page does not flash as something else.
(() => {
  const root = document.documentElement;
  let scheme = null;
  let language = null;
  try {
    scheme = localStorage.getItem('trellis-scheme');
    language = localStorage.getItem('trellis-language');
  } catch {
    // Storage can be switched off; the page then follows the system.
  }
  const dark =
    scheme === 'dark' || (scheme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  root.dataset.mantineColorScheme = dark ? 'dark' : 'light';
  root.lang = (language ?? navigator.language).startsWith('zh') ? 'zh-CN' : 'en';
})();
