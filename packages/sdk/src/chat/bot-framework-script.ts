/**
 * {@link botFramework} as a script of its own: `self.touchtrailBotFramework.middleware` is for `createStore`.
 *
 * @module
 */
import { botFramework } from './bot-framework.ts';
import { register } from './register.ts';

const widget = botFramework();
(self as { touchtrailBotFramework?: unknown }).touchtrailBotFramework = widget;
register(widget);
