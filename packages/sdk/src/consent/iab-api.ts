import { whenPresent } from './when-present.ts';

/** A command to an IAB interface; the answer may come many times. */
export type IabCall = (
  command: string,
  answer: (value: never, success: boolean) => void,
  parameter?: unknown,
) => void;

type Frame = Window & Record<string, unknown>;

/**
 * Finds `__tcfapi` or `__gpp`: in this window, or, from inside a frame, by message to the frame above
 * that holds the locator.
 *
 * @param prefix `__tcfapi` or `__gpp`.
 * @param locator name of the frame that marks where the platform lives.
 * @param direct how the function in this window is called: the two differ in the order of arguments.
 */
export const withIab = (
  prefix: string,
  locator: string,
  direct: (api: (...args: unknown[]) => void) => IabCall,
  run: (call: IabCall) => void,
  until: AbortSignal,
): void => {
  const remote =
    (frame: Window): IabCall =>
    (command, answer, parameter) => {
      const callId = Math.random();
      addEventListener(
        'message',
        ({ source, data }) => {
          const found = source === frame && data?.[`${prefix}Return`];
          if (found?.callId === callId) answer(found.returnValue as never, found.success);
        },
        { signal: until },
      );
      // The frame may be of any origin; the call holds nothing but a command.
      frame.postMessage({ [`${prefix}Call`]: { command, version: 2, callId, parameter } }, '*');
    };
  whenPresent(
    () => {
      const own = (self as unknown as Frame)[prefix];
      // Looked up at each call: the stub is replaced by the platform.
      if (own) {
        return direct((...args) =>
          ((self as unknown as Frame)[prefix] as (...all: unknown[]) => void)(...args),
        );
      }
      for (let frame: Window = self; frame !== top;) {
        frame = frame.parent;
        try {
          if ((frame.frames as unknown as Frame)[locator]) return remote(frame);
        } catch {}
      }
      return undefined;
    },
    run,
    until,
  );
};
