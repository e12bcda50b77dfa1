import { touchtrail } from './touchtrail.ts';

/** Stands for a banner: it remembers the answer, and tells the SDK on each load and each change. */
const key = 'havn:measurement';

function tell(allowed: boolean): void {
  touchtrail.consent(allowed ? { measurement: true, storage: true } : 'deny', {
    source: 'havn-switch',
    policyVersion: '1',
  });
}

/** Connects the switch in the footer. Without an answer yet, nothing is said and nothing recorded. */
export function connectConsent(toggle: HTMLInputElement): void {
  const answer = localStorage.getItem(key);
  toggle.checked = answer === 'yes';
  if (answer) tell(toggle.checked);
  toggle.addEventListener('change', () => {
    localStorage.setItem(key, toggle.checked ? 'yes' : 'no');
    tell(toggle.checked);
  });
}
