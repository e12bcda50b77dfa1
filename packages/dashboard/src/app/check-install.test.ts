import { expect, it } from 'vitest';
import { checkInstall } from './check-install.ts';

const site = { consentMode: 'opt_in', touches: 0 } as const;

it('asks for everything where nothing has come', () => {
  expect(checkInstall(site, [], [])).toEqual({
    events: 'todo',
    tag: 'unseen',
    policy: 'unseen',
    consent: 'unseen',
    identify: 'unseen',
    refused: 0,
  });
});

it('is content with events, and with somebody who was identified', () => {
  const touches = [
    { subject: 'd', device: 'd' },
    { subject: 'ada', device: 'd' },
  ];
  expect(checkInstall(site, touches, [])).toEqual({
    events: 'good',
    tag: 'good',
    policy: 'good',
    consent: 'good',
    identify: 'good',
    refused: 0,
  });
});

it('says how many were refused for want of consent, and counts nothing else', () => {
  const counts = [
    { day: '2026-11-22', kind: 'refused', reason: 'consent_missing', count: 3 },
    { day: '2026-11-21', kind: 'refused', reason: 'measurement', count: 2 },
    { day: '2026-11-22', kind: 'stripped', reason: 'storage', count: 9 },
    { day: '2026-11-22', kind: 'refused', reason: 'invalid_event', count: 7 },
  ] as const;
  const found = checkInstall(site, [{ subject: 'd', device: 'd' }], counts);
  expect(found.identify).toBe('unseen');
  expect(found.consent).toBe('todo');
  expect(found.refused).toBe(5);
});

it('tells from a page that was looked at what stands in the way', () => {
  const page = {
    url: 'https://shop.example/',
    status: 200,
    tag: 'found',
    isOriginAllowed: true,
    hasPolicy: true,
    isScriptAllowed: true,
    isSendingAllowed: true,
    policyLine: '',
    saysConsent: true,
    saysWho: false,
  } as const;
  const look = (change: object) => checkInstall(site, [], [], { ...page, ...change });
  expect(look({})).toMatchObject({ tag: 'good', policy: 'good', consent: 'unseen' });
  expect(look({ tag: 'other_key' }).tag).toBe('todo');
  expect(look({ isOriginAllowed: false }).tag).toBe('todo');
  expect(look({ isSendingAllowed: false }).policy).toBe('todo');
  expect(look({ isScriptAllowed: false }).policy).toBe('todo');
  expect(look({ saysConsent: false }).consent).toBe('todo');
});
