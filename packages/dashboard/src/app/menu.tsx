import { useEffect, useRef, useState } from 'preact/hooks';
import { Segmented } from '../ui/segmented.tsx';
import { logout } from './api.ts';
import { refresh } from './refresh.ts';
import { session } from './state.ts';
import { theme, themes } from './theme.ts';

const labels = { auto: 'Auto', light: 'Light', dark: 'Dark' } as const;

async function signOut(): Promise<void> {
  try {
    await logout();
  } finally {
    session.value = { phase: 'out' };
  }
}

/** What is seldom needed: theme, refresh, print, sign out. Closes by Escape and by a click elsewhere. */
export function Menu() {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement | null>(null);
  const button = useRef<HTMLButtonElement | null>(null);
  useEffect(() => {
    if (!open) return undefined;
    const close = (event: PointerEvent) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) setOpen(false);
    };
    addEventListener('pointerdown', close);
    return () => removeEventListener('pointerdown', close);
  }, [open]);
  const then = (action: () => void) => () => {
    setOpen(false);
    action();
  };
  return (
    <div
      ref={box}
      class="menu"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        setOpen(false);
        button.current?.focus();
      }}
    >
      <button
        ref={button}
        type="button"
        class="button quiet-button"
        aria-expanded={open}
        aria-label="Menu"
        onClick={() => setOpen(!open)}
      >
        ···
      </button>
      {open && (
        <div class="menu-list">
          <Segmented
            label="Theme"
            name="theme"
            value={theme.value}
            options={themes.map((value) => ({ value, label: labels[value] }))}
            onChange={(next) => {
              theme.value = next;
            }}
          />
          <button type="button" class="button quiet-button" onClick={then(refresh)}>
            Refresh
          </button>
          <button type="button" class="button quiet-button" onClick={then(() => print())}>
            Print
          </button>
          <button type="button" class="button quiet-button" onClick={then(() => void signOut())}>
            Sign out
          </button>
        </div>
      )}
    </div>
  );
}
