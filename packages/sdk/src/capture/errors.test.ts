// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { errors } from './errors.ts';
import { usePage } from './testing/core.ts';

const page = usePage(errors);
const throwing = (message: string, filename = 'https://x.example/js/app.js?v=1', lineno = 7) =>
  window.dispatchEvent(Object.assign(new Event('error'), { message, filename, lineno }));
const rejecting = (reason: unknown) =>
  window.dispatchEvent(Object.assign(new Event('unhandledrejection'), { reason }));
const counted = () => page.core.experience.filter(({ errors: n }) => n === 1).length;

test('an error is told with file and line', () => {
  page.open('');
  throwing("Cannot read properties of undefined (reading 'price')");
  expect(page.core.said).toEqual([
    {
      type: 'interaction',
      name: 'error.thrown',
      touchpoint: undefined,
      props: {
        message: "Cannot read properties of undefined (reading 'price')",
        file: 'app.js',
        line: 7,
      },
    },
  ]);
  expect(counted()).toBe(1);
});

test('what browsers quote of the code stays', () => {
  page.open('');
  throwing("undefined is not an object (evaluating 'cart.price')");
  throwing("Can't find variable: cart");
  expect(page.core.said.map(({ props }) => props['message'])).toEqual([
    "undefined is not an object (evaluating 'cart.price')",
    "Can't find variable: cart",
  ]);
});

test('what was quoted, addresses and long secrets do not leave', () => {
  page.open('');
  throwing('Unexpected token \'c\', "canary canary" is not valid JSON');
  throwing("Invalid name 'canary' and `canary\ncanary`");
  throwing('No user canary@example.org');
  throwing(`Token ${'canary12'.repeat(5)}`);
  throwing('x '.repeat(900));
  expect(page.core.said).toHaveLength(5);
  expect(page.core.text()).not.toContain('canary');
  expect(String(page.core.said[4]!.props['message'])).toHaveLength(200);
});

test('rejections are told, of what is no error only its kind', () => {
  page.open('');
  rejecting(new Error('late'));
  rejecting('canary');
  rejecting(undefined);
  rejecting({ secret: 'canary' });
  expect(page.core.said.map(({ props }) => props['message'])).toEqual([
    'late',
    'string',
    'undefined',
    'object',
  ]);
});

test('at most five a view, each once; all are counted', () => {
  page.open('');
  for (let n = 0; n < 20; n++) throwing(`error ${n % 10}`);
  expect(page.core.said).toHaveLength(5);
  expect(counted()).toBe(20);
  page.core.view();
  throwing('error 1');
  expect(page.core.said).toHaveLength(6);
});

test('what is no error of a script is none', () => {
  page.open('<img>');
  throwing('ResizeObserver loop completed with undelivered notifications.');
  page.find('img').dispatchEvent(new Event('error'));
  expect(page.core.said).toEqual([]);
  expect(counted()).toBe(0);
});

test('an error of another origin is told as far as the browser tells it', () => {
  page.open('');
  throwing('Script error.', '', 0);
  throwing('Script error.', '', 0);
  expect(page.core.said.map(({ props }) => props)).toEqual([{ message: 'Script error.', line: 0 }]);
  expect(counted()).toBe(2);
});
