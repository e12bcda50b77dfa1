import { describe, expect, test } from 'vitest';
import { createSessions } from './sessions.ts';

function setup(maxSessions = 1_000) {
  const state = { now: 0, valid: 'right', asked: 0 };
  const sessions = createSessions({
    clock: () => state.now,
    async identify(token) {
      state.asked++;
      return token === state.valid
        ? { id: 't', role: 'viewer' as const, name: '', sites: [] }
        : undefined;
    },
    maxSessions,
  });
  return { state, sessions };
}

describe('sessions', () => {
  test('open for a valid token only, each under another id', async () => {
    const { sessions } = setup();
    expect(await sessions.open('wrong')).toBeUndefined();
    const [first = '', second = ''] = [await sessions.open('right'), await sessions.open('right')];
    expect(first).not.toBe(second);
    expect(first.length).toBeGreaterThanOrEqual(43);
    expect(await sessions.check(first)).toMatchObject({ id: 't', role: 'viewer' });
    expect(await sessions.check('guess')).toBeUndefined();
  });

  test('a good token is believed for a while, a bad one never', async () => {
    const { state, sessions } = setup();
    for (let n = 0; n < 5; n++) await sessions.checkToken('right');
    expect(state.asked).toBe(1);
    for (let n = 0; n < 5; n++) await sessions.checkToken('wrong');
    expect(state.asked).toBe(6);
  });

  test('end with logout, with time, and with a revoked token', async () => {
    const { state, sessions } = setup();
    const open = async () => (await sessions.open('right')) ?? '';
    const [loggedOut, kept] = [await open(), await open()];
    sessions.close(loggedOut);
    expect(await sessions.check(loggedOut)).toBeUndefined();
    expect(await sessions.check(kept)).toBeDefined();
    state.now = 12 * 3_600_000;
    expect(await sessions.check(kept)).toBeUndefined();
    const late = await open();
    state.valid = 'rotated';
    state.now += 10_000;
    expect(await sessions.check(late)).toBeUndefined();
  });

  test('are bounded in number, and a very long token is not even looked up', async () => {
    const { state, sessions } = setup(2);
    const ids: string[] = [];
    for (let n = 0; n < 3; n++) ids.push((await sessions.open('right')) ?? '');
    const open = await Promise.all(ids.map((id) => sessions.check(id)));
    expect(open.map((who) => who !== undefined)).toEqual([false, true, true]);
    const asked = state.asked;
    expect(await sessions.checkToken('x'.repeat(201))).toBeUndefined();
    expect(state.asked).toBe(asked);
  });
});
