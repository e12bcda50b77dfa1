/** What doctor found out about one thing. */
export interface Check {
  name: string;
  state: 'ok' | 'warn' | 'fail';
  message: string;
  /** What to do about it. */
  mend?: string;
}

export const ok = (name: string, message: string): Check => ({ name, state: 'ok', message });
export const warn = (name: string, message: string, mend: string): Check => ({
  name,
  state: 'warn',
  message,
  mend,
});
export const fail = (name: string, message: string, mend: string): Check => ({
  name,
  state: 'fail',
  message,
  mend,
});
