// Sets the theme before anything is painted. Blocking on purpose, and a file of its own because the content policy allows no inline script.
document.documentElement.dataset.theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
