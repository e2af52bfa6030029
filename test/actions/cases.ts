import { advanced } from './advanced';
import type { Case } from './case';
import { companies } from './companies';
import { contacts } from './contacts';
import { conversations } from './conversations';
import { tags } from './tags';
import { tickets } from './tickets';

export type { Case } from './case';

/** Every action, in every form of its request. */
export const cases: readonly Case[] = [...conversations, ...contacts, ...companies, ...tags, ...tickets, ...advanced];
