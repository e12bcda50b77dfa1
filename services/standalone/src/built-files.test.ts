import { expect, test } from 'vitest';
import { findBuiltFiles, packageDir } from './built-files.ts';

test('packages are found whatever their exports let through', () => {
  expect(packageDir('@touchtrail/contract', import.meta.url)).toMatch(/packages\/contract$/);
  expect(packageDir('@touchtrail/none', import.meta.url)).toBeUndefined();
});

test('the shop and its banner are where the service looks', () => {
  const { shopDir, consentDir, missing } = findBuiltFiles(import.meta.url);
  expect(shopDir).toMatch(/examples\/shop\/public$/);
  expect(consentDir).toMatch(/vanilla-cookieconsent\/dist$/);
  expect(missing).not.toContain('the demo shop');
});
