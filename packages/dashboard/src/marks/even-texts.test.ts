import { expect, it } from 'vitest';
import { evenTexts } from './even-texts.ts';

it.each([
  [
    ['0', '+50.0', '+100', '+1,500'],
    ['0', '+50', '+100', '+1,500'],
  ],
  [
    ['0,0 %', '25,0 %'],
    ['0 %', '25 %'],
  ],
  [
    ['0.0 %', '2.5 %'],
    ['0.0 %', '2.5 %'],
  ],
  [
    ['1.000', '2.000'],
    ['1.000', '2.000'],
  ],
])('%j is said as %j', (texts, said) => {
  expect(evenTexts(texts)).toEqual(said);
});
