import { parseView } from '@touchtrail/contract/view';
import { expect, it } from 'vitest';
import { moveBehind, placeBehind, stepBehind, variantBehind } from './flow-behind.ts';

const at = (search: string) => parseView('/flow', search).state;
const box = { step: 2, key: 'cart' };

it('asks for the part of journeys that the picture shows', () => {
  expect(stepBehind(at(''), box)).toEqual({ kind: 'step', step: 2, touchpoint: 'cart' });
  expect(stepBehind(at('?start=home&end=pay&merge=1'), { ...box, next: 'pay' })).toEqual({
    kind: 'step',
    step: 2,
    touchpoint: 'cart',
    next: 'pay',
    mergeRepeats: true,
    startAt: 'home',
    endAt: 'pay',
  });
  const move = { from: '(start)', to: 'cart' };
  expect(moveBehind(at('?start=home'), move)).toEqual({ kind: 'moved', ...move, startAt: 'home' });
  expect(moveBehind(at('?start=home'), move, true)).toEqual({ kind: 'moved', ...move });
});

it('leaves out of the list what the picture leaves out', () => {
  const without = at('?leaveout=mail&leaveout=chat&leaveout=mail');
  expect(without.flow.exclude).toEqual(['mail', 'chat']);
  const exclude = ['mail', 'chat'];
  expect(stepBehind(without, box)).toEqual({ kind: 'step', step: 2, touchpoint: 'cart', exclude });
  expect(moveBehind(without, { from: '(start)', to: 'cart' }, true)).toMatchObject({ exclude });
});

it('lists nobody where it cannot say who', () => {
  expect(stepBehind(at('?unit=visit'), box)).toBeNull();
  expect(placeBehind(at('?unit=person'), 'cart')).toBeNull();
  expect(placeBehind(at(''), 'cart')).toEqual({ kind: 'touched', touchpoint: 'cart' });
  expect(stepBehind(at(''), { ...box, key: '(other)' })).toBeNull();
  expect(stepBehind(at(''), { ...box, next: '(other)' })).toBeNull();
  expect(stepBehind(at(''), { ...box, next: '(abandoned)' })).not.toBeNull();
  expect(stepBehind(at('?end=pay'), { ...box, next: '(abandoned)' })).toBeNull();
  expect(moveBehind(at(''), { from: '(rare)', to: 'cart' })).toBeNull();
  expect(variantBehind(at(''), { path: ['home', '(other)'], length: 2 })).toBeNull();
  expect(variantBehind(at(''), { path: ['home'], length: 2 })).toBeNull();
  expect(variantBehind(at(''), { path: ['home', 'cart'], length: 2 })).toEqual({
    kind: 'path',
    path: ['home', 'cart'],
  });
});
