// @vitest-environment happy-dom
import { render } from 'preact';
import { afterEach, expect, it } from 'vitest';
import { go } from '../app/state.ts';
import { Figure } from './figure.tsx';

const settle = () => new Promise((done) => setTimeout(done, 20));
const text = () => document.body.textContent;
const mount = () => {
  render(
    <Figure title="Losses" chart={<p>chart of it</p>} table={<p>table of it</p>} />,
    document.body,
  );
};

afterEach(() => {
  render(null, document.body);
  go({ table: false }, 'replace');
});

it('turns into its table and back by its button and by t inside it', async () => {
  mount();
  expect(text()).toContain('chart of it');
  const button = document.querySelector('button');
  button?.click();
  await settle();
  expect(text()).toContain('table of it');
  expect(button?.getAttribute('aria-pressed')).toBe('true');
  button?.dispatchEvent(new KeyboardEvent('keydown', { key: 't', bubbles: true }));
  await settle();
  expect(text()).toContain('chart of it');
});

it('follows the link', async () => {
  mount();
  go({ table: true }, 'replace');
  await settle();
  expect(text()).toContain('table of it');
  expect(location.search).toContain('view=table');
});

it('has a heading that names it', () => {
  mount();
  const section = document.querySelector('section');
  const id = section?.getAttribute('aria-labelledby') ?? '';
  expect(document.querySelector(`#${CSS.escape(id)}`)?.textContent).toBe('Losses');
});
