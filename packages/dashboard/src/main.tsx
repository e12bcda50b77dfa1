import { render } from 'preact';
import { login } from './app/api.ts';
import { takeGiven } from './app/given.ts';
import { Frame } from './app/frame.tsx';
import { Login, takeToken } from './app/login.tsx';
import { followHistory, openSession, session, view } from './app/state.ts';
import { loadScreen } from './app/load-screen.ts';
import { followTheme } from './app/theme.ts';
import { Problem } from './ui/states.tsx';
import { followLanguage } from './words/language.ts';

function App() {
  const state = session.value;
  if (state.phase === 'in') return <Frame />;
  if (state.phase === 'out') return <Login why={state.why} />;
  if (state.phase === 'failed') {
    return (
      <main class="login">
        <Problem error={state.error} retry={() => void openSession()} />
      </main>
    );
  }
  return <main class="login" aria-busy="true" />;
}

async function start(): Promise<void> {
  const given = takeGiven();
  const token = takeToken();
  if (token !== null) {
    try {
      await login(token);
    } catch {
      // The sign-in says what to do; an older session may still hold.
    }
  }
  await openSession(token === null ? given : undefined);
}

/** The script may be there before the page is: its end may take as long as a report. */
async function rootOf(): Promise<Element> {
  for (;;) {
    const root = document.querySelector('#app');
    if (root) return root;
    await new Promise((later) => {
      setTimeout(later, 1);
    });
  }
}

followTheme();
followLanguage();
followHistory();
// On its way while the session is asked for. Should it fail, the screen says so.
loadScreen(view.value.screen).catch(() => undefined);
// A sign-in link opened in this tab changes the hash only and loads nothing anew.
addEventListener('hashchange', () => {
  if (location.hash.startsWith('#token=')) void start();
});
render(<App />, await rootOf());
void start()
  // Nothing is lost before anything can be pressed.
  .then(() => import('./app/keep-focus.ts'))
  .then(({ keepFocus }) => keepFocus())
  .catch(() => undefined);
