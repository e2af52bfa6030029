import { defineObject } from './object';

export const ticket = defineObject({ name: 'ticket', pick: 'tickets' });
