// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as capture from './index.ts';
import { createFakeCore } from './testing/core.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('every module is known by its name', () => {
  const { everything, ...modules } = capture;
  expect(everything).toEqual(modules);
});

test('without consent no module reads or says a thing', () => {
  const core = createFakeCore();
  core.active = false;
  for (const module of Object.values(capture.everything)) module(core);
  document.body.innerHTML =
    '<form id="f"><input name="a"><button data-touchpoint="x">y</button></form>';
  document.querySelector('input')!.focus();
  for (const type of ['pointerdown', 'click', 'input', 'submit', 'copy', 'playing', 'scroll']) {
    document.querySelector('button')!.dispatchEvent(new Event(type, { bubbles: true }));
  }
  vi.advanceTimersByTime(10_000);
  expect(core.text()).toBe('[[],[]]');
  core.close();
});

test('10,000 navigations add no listener and no timer', () => {
  const core = createFakeCore();
  for (const module of Object.values(capture.everything)) module(core);
  core.view('load');
  const listeners = core.listeners();
  for (let n = 0; n < 10_000; n++) {
    document.body.innerHTML = `<form id="f${n}"><input name="a"></form><button>y</button>`;
    document.querySelector('input')!.focus();
    document
      .querySelector('input')!
      .dispatchEvent(new Event('input', { bubbles: true, composed: true }));
    document
      .querySelector('button')!
      .dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 1 }));
    document.dispatchEvent(new Event('scroll'));
    core.leave();
    core.view('route');
    core.said.length = core.experience.length = 0;
    vi.advanceTimersByTime(100);
  }
  expect(core.listeners()).toBe(listeners);
  vi.advanceTimersByTime(10_000);
  expect(vi.getTimerCount()).toBe(0);
  core.leave();
  expect(core.names()).toEqual([]);
  core.close();
}, 60_000);
