// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { gpp } from './gpp.ts';
import { tcf } from './tcf.ts';
import { install, watch } from './testing/sources.ts';

/** Core segment as `@iabtcf/core` 1.5.6 encodes it, last updated on 22 November 2026. */
const core = 'CQuH8sAQuH8sAABAAAENB1CgAAAAAAAAAAAAAAAAAAAA';
const disclosed = `${core}.IAAA`;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 22, 12) });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const all = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [index + 1, true]));

/** A `__tcfapi` that hands out listener ids from 0, as the real one does. */
const installTcf = () => {
  const listeners = new Map<number, (data: object, success: boolean) => void>();
  let next = 0;
  install({
    __tcfapi: (command: string, _version: number, answer: never, parameter: number) => {
      if (command === 'addEventListener') listeners.set(next++, answer);
      else listeners.delete(parameter);
    },
  });
  return {
    listeners,
    fire: (data: object) => {
      for (const [listenerId, listener] of listeners) {
        listener(
          { listenerId, gdprApplies: true, tcfPolicyVersion: 5, tcString: disclosed, ...data },
          true,
        );
      }
    },
  };
};
const consents = (given: Record<number, boolean>) => ({
  purpose: { consents: given },
  publisher: { consents: given },
});

describe('TCF', () => {
  test('only tcloaded and useractioncomplete are decisions', () => {
    const { fire } = installTcf();
    const { said } = watch(tcf());
    fire({ cmpStatus: 'loading' });
    fire({ eventStatus: 'cmpuishown', ...consents({}) });
    expect(said()).toEqual([null, null]);
    fire({ eventStatus: 'useractioncomplete', ...consents(all) });
    expect(said()[2]).toEqual({ storage: true, measurement: true, personalisation: true });
    // The banner opened again repeats what was decided before.
    fire({ eventStatus: 'cmpuishown', ...consents(all) });
    expect(said()).toHaveLength(3);
    fire({ eventStatus: 'tcloaded', ...consents(all) });
    expect(said()).toHaveLength(4);
  });

  test('after a withdrawal the keys are absent, and that is a refusal', () => {
    const { fire } = installTcf();
    const { said } = watch(tcf());
    fire({ eventStatus: 'useractioncomplete', ...consents({}) });
    expect(said()).toEqual([{ storage: false, measurement: false, personalisation: false }]);
  });

  test('only true is consent', () => {
    const { fire } = installTcf();
    const { said } = watch(tcf());
    fire({ eventStatus: 'tcloaded', ...consents({ 1: true, 8: false, 9: true }) });
    expect(said()[0]).toMatchObject({ storage: true, measurement: false });
  });

  test('measurement needs every purpose it stands on', () => {
    const { fire } = installTcf();
    const { said } = watch(tcf());
    fire({ eventStatus: 'tcloaded', ...consents({ 1: true, 8: true }) });
    expect(said()[0]).toMatchObject({ storage: true, measurement: false });
  });

  test('the publisher’s own consents count unless we are a vendor', () => {
    const { fire } = installTcf();
    const own = watch(tcf());
    const vendor = watch(tcf({ vendorId: 999 }));
    const lenient = watch(tcf({ withoutPublisher: true }));
    const data = {
      eventStatus: 'tcloaded',
      purpose: { consents: all },
      publisher: { consents: {} },
    };
    fire(data);
    expect(own.said()[0]).toMatchObject({ measurement: false });
    expect(vendor.said()[0]).toMatchObject({ measurement: false });
    expect(lenient.said()[0]).toMatchObject({ measurement: true });
    fire({ ...data, vendor: { consents: { 999: true } } });
    expect(vendor.said()[1]).toMatchObject({ measurement: true });
  });

  test('whether the law applies may be unknown, then nothing is decided', () => {
    const { fire } = installTcf();
    const { said, reports } = watch(tcf({ outsideGdpr: 'opt_out' }));
    fire({ eventStatus: 'tcloaded', gdprApplies: undefined, ...consents(all) });
    expect(said()).toEqual([null]);
    fire({ eventStatus: 'tcloaded', gdprApplies: false, tcString: '' });
    expect(reports[1]).toEqual({ purposes: {}, regime: 'opt_out' });
  });

  test('the string goes verbatim into the receipt, with its time and whether vendors were disclosed', () => {
    const { fire } = installTcf();
    const { reports } = watch(tcf());
    fire({ eventStatus: 'tcloaded', ...consents(all) });
    expect(reports[0]).toMatchObject({ signal: disclosed, revision: '5', regime: 'opt_in' });
    expect(Math.abs(reports[0]!.decidedAt! - Date.now())).toBeLessThan(400 * 86_400_000);
    fire({ eventStatus: 'tcloaded', tcString: core, ...consents(all) });
    expect(reports[1]).toMatchObject({ signal: core, revision: '5 undisclosed' });
    fire({ eventStatus: 'useractioncomplete', ...consents(all) });
    expect(reports[2]).toMatchObject({ decidedAt: Date.now() });
  });

  test('the listener with the id 0 is taken off after the connection is cut', () => {
    const { fire, listeners } = installTcf();
    const { said, stop } = watch(tcf());
    expect([...listeners.keys()]).toEqual([0]);
    stop();
    fire({ eventStatus: 'tcloaded', ...consents(all) });
    expect(listeners.size).toBe(0);
    expect(said()).toEqual([]);
  });

  test('a stub that becomes a platform later is found', () => {
    const { said } = watch(tcf());
    vi.advanceTimersByTime(1_000);
    const { fire } = installTcf();
    vi.advanceTimersByTime(250);
    fire({ eventStatus: 'tcloaded', ...consents(all) });
    expect(said()).toHaveLength(1);
  });

  test('an error of the platform decides nothing', () => {
    install({
      __tcfapi: (_command: string, _version: number, answer: (data: null, ok: boolean) => void) =>
        answer(null, false),
    });
    expect(watch(tcf()).said()).toEqual([]);
  });

  test('from inside a frame the platform above is asked by message, and nobody else is believed', () => {
    const sent: { __tcfapiCall: { command: string; version: number; callId: number } }[] = [];
    const above = {
      frames: { __tcfapiLocator: {} },
      postMessage: (message: (typeof sent)[number]) => sent.push(message),
    } as unknown as Window;
    install({ self: { parent: above }, top: above });
    const { said } = watch(tcf());
    expect(sent[0]!.__tcfapiCall).toMatchObject({ command: 'addEventListener', version: 2 });
    const { callId } = sent[0]!.__tcfapiCall;
    const returnValue = { gdprApplies: true, eventStatus: 'tcloaded', ...consents(all) };
    const answer = (source: unknown, id: number) =>
      window.dispatchEvent(
        Object.assign(new Event('message'), {
          source,
          data: { __tcfapiReturn: { returnValue, success: true, callId: id } },
        }),
      );
    answer({}, callId);
    answer(above, 1);
    expect(said()).toEqual([]);
    answer(above, callId);
    expect(said()).toHaveLength(1);
  });
});

const installGpp = () => {
  const listeners = new Map<number, (event: object, success: boolean) => void>();
  let next = 1_000;
  install({
    __gpp: (command: string, answer: never, parameter: number) => {
      if (command === 'addEventListener') listeners.set(next++, answer);
      else listeners.delete(parameter);
    },
  });
  const fire = (pingData: object, eventName = 'signalStatus') => {
    for (const [listenerId, listener] of listeners) {
      listener({ eventName, listenerId, pingData }, true);
    }
  };
  return { fire, listeners };
};

const usnat = (fields: object) => ({
  signalStatus: 'ready',
  gppString: 'DBABLA~x.YA',
  applicableSections: [7],
  parsedSections: { usnat: fields },
});

describe('GPP', () => {
  test('nothing is read before the signal is ready', () => {
    const { fire } = installGpp();
    const { said } = watch(gpp());
    fire({ ...usnat({ SaleOptOut: 1 }), signalStatus: 'not ready' }, 'listenerRegistered');
    expect(said()).toEqual([null]);
    fire(usnat({ SaleOptOut: 1 }));
    expect(said()[1]).toEqual({ sharing: false });
    // While the person changes it, the last decision stands.
    fire({ ...usnat({ SaleOptOut: 2 }), signalStatus: 'not ready' });
    expect(said()).toHaveLength(2);
  });

  test.each([
    [{ SaleOptOut: 1 }, true],
    [{ SharingOptOut: 1 }, true],
    [{ TargetedAdvertisingOptOut: 1 }, true],
    [{ SaleOptOut: 2, SharingOptOut: 2, Gpc: true }, true],
    [[{ SaleOptOut: 2 }, { Gpc: true }], true],
    [{ SaleOptOut: 2, SharingOptOut: 2, TargetedAdvertisingOptOut: 2, Gpc: false }, false],
    [{ SaleOptOut: 0 }, false],
  ])('%j refuses sharing: %s, and nothing else', (fields, refused) => {
    const { fire } = installGpp();
    const { said, reports } = watch(gpp());
    fire(usnat(fields));
    expect(said()).toEqual([refused ? { sharing: false } : {}]);
    expect(reports[0]).toMatchObject({ regime: 'opt_out', signal: 'DBABLA~x.YA' });
  });

  test('uspv1 is read too, what an opt-out refuses is a setting', () => {
    const { fire } = installGpp();
    const { said } = watch(gpp({ optOut: ['sharing', 'identification'] }));
    fire({
      signalStatus: 'ready',
      applicableSections: [6],
      parsedSections: { uspv1: { OptOutSale: 'Y' } },
    });
    expect(said()).toEqual([{ sharing: false, identification: false }]);
  });

  test('the section for the EU says nothing here', () => {
    const { fire } = installGpp();
    const { reports, said } = watch(gpp());
    fire({
      signalStatus: 'ready',
      applicableSections: [2],
      parsedSections: { tcfeuv2: { PurposeConsents: [true] } },
    });
    expect(said()).toEqual([{}]);
    expect(reports[0]!.regime).toBeUndefined();
  });

  test('the listener is taken off after the connection is cut', () => {
    const { fire, listeners } = installGpp();
    const { said, stop } = watch(gpp());
    stop();
    fire(usnat({ SaleOptOut: 1 }));
    expect(said()).toEqual([]);
    expect(listeners.size).toBe(0);
  });
});

test('a platform that never comes is looked for no longer than two minutes', () => {
  watch(tcf());
  vi.advanceTimersByTime(121_000);
  expect(vi.getTimerCount()).toBe(0);
});
