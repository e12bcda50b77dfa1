import { effect, signal } from '@preact/signals';

export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const key = 'theme';

function stored(): Theme {
  try {
    return themes.find((theme) => theme === localStorage.getItem(key)) ?? 'auto';
  } catch {
    // Storage may be forbidden; the system's choice serves.
    return 'auto';
  }
}

/** Light, dark, or as the system says. Kept per browser, not in the link: it is no part of the question. */
export const theme = signal<Theme>(stored());

/** Applies and keeps the theme from now on. */
export function followTheme(): void {
  effect(() => {
    document.documentElement.dataset['theme'] = theme.value;
    try {
      if (theme.value === 'auto') localStorage.removeItem(key);
      else localStorage.setItem(key, theme.value);
    } catch {
      // As above.
    }
  });
}
