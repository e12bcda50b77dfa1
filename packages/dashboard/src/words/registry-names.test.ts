import type { RegistryNames } from '@touchtrail/contract';
import { afterEach, expect, it } from 'vitest';
import { channelName } from './channels.ts';
import { language } from './language.ts';
import { phaseName } from './phases.ts';
import { isBackstage, keyedName, registryNames, touchpointName } from './registry-names.ts';

const names: RegistryNames = {
  site: 'shop',
  version: 3,
  touchpoints: {
    cart: { en: 'Cart', de: 'Warenkorb' },
    'store.berlin': 'Store',
    'store.hamburg': 'Store',
    'mail.de': { de: 'Brief' },
  },
  phases: { decision: { en: 'Making up one’s mind' } },
  channels: { ads: { en: 'Paid', de: 'Bezahlt' } },
  backstage: ['order.picked'],
};
afterEach(() => {
  registryNames.value = undefined;
  language.value = 'en';
});

it('says keys until names are known, and where there is none', () => {
  expect(['cart', 'constructor', 'toString'].map(touchpointName)).toEqual([
    'cart',
    'constructor',
    'toString',
  ]);
  registryNames.value = names;
  expect(['cart', 'constructor', 'home'].map(touchpointName)).toEqual([
    'Cart',
    'constructor',
    'home',
  ]);
  expect([keyedName('cart'), keyedName('home')]).toEqual(['Cart (cart)', 'home']);
});

it('knows what people do not see', () => {
  expect(isBackstage('order.picked')).toBe(false);
  registryNames.value = names;
  expect(['order.picked', 'cart'].map(isBackstage)).toEqual([true, false]);
});

it('tells apart what has one name, and never twice', () => {
  registryNames.value = names;
  expect(['store.berlin', 'store.hamburg'].map(touchpointName)).toEqual([
    'Store (store.berlin)',
    'Store (store.hamburg)',
  ]);
  expect(keyedName('store.berlin')).toBe('Store (store.berlin)');
});

it('follows the language of the page; one that is missing is said in another', () => {
  registryNames.value = names;
  expect([touchpointName('mail.de'), channelName('ads'), channelName('email')]).toEqual([
    'Brief',
    'Paid',
    'email',
  ]);
  expect(phaseName('decision')).toBe('Making up one’s mind');
  language.value = 'de';
  expect(['cart', '(converted)', '(other)'].map(touchpointName).concat(channelName('ads'))).toEqual(
    ['Warenkorb', '(konvertiert)', '(andere)', 'Bezahlt'],
  );
  expect([phaseName('decision'), phaseName('purchase')]).toEqual(['Making up one’s mind', 'Kauf']);
});
