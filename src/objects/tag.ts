import { defineObject } from './object';
import { inWholeList } from './whole-list';

export const tag = defineObject({ name: 'tag', pick: 'tags', finders: { name: inWholeList('/tags', 'tag', 'name') } });
