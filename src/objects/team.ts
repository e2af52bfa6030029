import { defineObject } from './object';
import { inWholeList } from './whole-list';

export const team = defineObject({
    name: 'team',
    pick: 'teams',
    finders: { name: inWholeList('/teams', 'team', 'name') },
});
