import { useState } from 'preact/hooks';
import { words } from '../words/words.ts';
import { ApiError, login } from './api.ts';
import { openSession } from './state.ts';

const say = words({
  'Something went wrong in this page. Reload it.':
    'In dieser Seite ging etwas schief. Laden Sie sie neu.',
  'This token is not valid. It was printed once, at the first start; touchtrail key rotate --admin makes a new one.':
    'Dieses Token gilt nicht. Es wurde einmal gezeigt, beim ersten Start; touchtrail key rotate --admin macht ein neues.',
  'Paste the admin token first.': 'Fügen Sie zuerst das Admin-Token ein.',
  'Where journeys break, and who comes back.': 'Wo Journeys abbrechen und wer zurückkommt.',
  'Admin token': 'Admin-Token',
  'Printed by touchtrail start, once.': 'Von touchtrail start gezeigt, einmal.',
  'Signing in…': 'Anmeldung …',
  'Sign in': 'Anmelden',
});

const explain = (error: unknown): string => {
  if (!(error instanceof ApiError)) return say('Something went wrong in this page. Reload it.');
  if (error.status === 401) {
    return say(
      'This token is not valid. It was printed once, at the first start; touchtrail key rotate --admin makes a new one.',
    );
  }
  return `${error.message} ${error.hint}`;
};

/**
 * Takes a token from `#token=…` of the address and removes it there at once: it must not stay in the
 * history.
 */
export function takeToken(): string | null {
  const match = /^#token=(.+)$/.exec(location.hash);
  if (!match?.[1]) return null;
  history.replaceState(null, '', location.pathname + location.search);
  try {
    return decodeURIComponent(match[1]);
  } catch {
    return match[1];
  }
}

/** The sign-in. */
export function Login({ why }: { why?: string | undefined }) {
  const [token, setToken] = useState('');
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (token.trim() === '') {
      setProblem(say('Paste the admin token first.'));
      return;
    }
    setBusy(true);
    setProblem(undefined);
    try {
      await login(token.trim());
      await openSession();
    } catch (error) {
      setProblem(explain(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <main class="login" id="main">
      <form onSubmit={(event) => void submit(event)} noValidate>
        <img src="/favicon.svg" alt="" width="40" height="40" />
        <h1>Touchtrail</h1>
        <p class="muted">{why ?? say('Where journeys break, and who comes back.')}</p>
        <label for="token">{say('Admin token')}</label>
        <input
          id="token"
          type="password"
          autocomplete="current-password"
          spellcheck={false}
          autofocus
          value={token}
          aria-invalid={problem !== undefined}
          aria-describedby="token-help"
          onInput={(event) => setToken(event.currentTarget.value)}
        />
        <p
          id="token-help"
          class={problem ? 'field-problem' : 'muted'}
          role={problem ? 'alert' : undefined}
        >
          {problem ?? say('Printed by touchtrail start, once.')}
        </p>
        <button type="submit" class="button primary" disabled={busy}>
          {say(busy ? 'Signing in…' : 'Sign in')}
        </button>
      </form>
    </main>
  );
}
