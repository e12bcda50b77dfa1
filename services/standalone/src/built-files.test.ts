import { expect, test } from 'vitest';
import { findBuiltFiles, packageDir } from './built-files.ts';

test('packages are found whatever their exports let through', () => {
  expect(packageDir('@touchtrail/contract', import.meta.url)).toMatch(/packages\/contract$/);
  expect(packageDir('@touchtrail/none', import.meta.url)).toBeUndefined();
});

test('the shop, its banner and its chat are where the service looks', () => {
  const { shopDir, vendorDirs, missing } = findBuiltFiles(import.meta.url);
  expect(shopDir).toMatch(/examples\/shop\/public$/);
  expect(vendorDirs).toEqual([
    expect.stringMatching(/vanilla-cookieconsent\/dist$/),
    expect.stringMatching(/deep-chat\/dist$/),
  ]);
  expect(missing).not.toContain('the demo shop');
});
