import { useState } from 'preact/hooks';
import { ApiError, login } from './api.ts';
import { openSession } from './state.ts';

const explain = (error: unknown): string => {
  if (!(error instanceof ApiError)) return 'Something went wrong in this page. Reload it.';
  if (error.status === 401) {
    return 'This token is not valid. It was printed once, at the first start; touchtrail key rotate --admin makes a new one.';
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
      setProblem('Paste the admin token first.');
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
        <p class="muted">{why ?? 'Where journeys break, and who comes back.'}</p>
        <label for="token">Admin token</label>
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
          {problem ?? 'Printed by touchtrail start, once.'}
        </p>
        <button type="submit" class="button primary" disabled={busy}>
          {busy ? 'Signing in…' : 'Sign in'}
        </button>
      </form>
    </main>
  );
}
