import { defineObject } from './object';

export const conversation = defineObject({ name: 'conversation', pick: 'conversations' });
