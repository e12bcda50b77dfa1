import { dayOf } from '@touchtrail/contract/view';
import { Popover } from '../ui/popover.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { languages } from '@touchtrail/contract/view';
import { chooseLanguage, language } from '../words/language.ts';
import { words } from '../words/words.ts';
import { logout } from './api.ts';
import { openNotes, openViews } from './kept/open-kept.ts';
import { refresh } from './refresh.ts';
import { session, zone } from './state.ts';
import { theme, themes } from './theme.ts';

const say = words({
  Menu: 'Menü',
  Theme: 'Farben',
  Auto: 'Auto',
  Light: 'Hell',
  Dark: 'Dunkel',
  'Saved views': 'Gespeicherte Ansichten',
  'Notes on days': 'Notizen zu Tagen',
  Refresh: 'Neu laden',
  Print: 'Drucken',
  'Sign out': 'Abmelden',
});
const themeWords = { auto: 'Auto', light: 'Light', dark: 'Dark' } as const;
/** Each in its own words: who reads only that one must find it. */
const languageNames = { en: 'English', de: 'Deutsch' } as const;

async function signOut(): Promise<void> {
  try {
    await logout();
  } finally {
    session.value = { phase: 'out' };
  }
}

/** What is seldom needed: theme, language, refresh, print, sign out. */
export function Menu() {
  return (
    <Popover label={say('Menu')} button="···" side="right">
      {(close) => {
        const item = (label: string, action: () => void) => (
          <button
            type="button"
            class="button quiet-button"
            onClick={() => {
              close();
              action();
            }}
          >
            {label}
          </button>
        );
        return (
          <>
            <Segmented
              label={say('Theme')}
              name="theme"
              value={theme.value}
              options={themes.map((value) => ({ value, label: say(themeWords[value]) }))}
              onChange={(next) => {
                theme.value = next;
              }}
            />
            <Segmented
              label="Language / Sprache"
              name="language"
              value={language.value}
              options={languages.map((value) => ({ value, label: languageNames[value] }))}
              onChange={chooseLanguage}
            />
            {item(say('Saved views'), openViews)}
            {item(say('Notes on days'), () => openNotes(dayOf(Date.now(), zone.value)))}
            {item(say('Refresh'), refresh)}
            {item(say('Print'), () => print())}
            {item(say('Sign out'), () => void signOut())}
          </>
        );
      }}
    </Popover>
  );
}
