import { asJson, isPlainObject } from './json';
import { defineKind } from './kind';

/** Whatever it is, it goes as it is, or as the JSON that Intercom takes; text and bytes are none. */
export const any = defineKind<unknown, { rows?: true; json?: true }>({
    name: 'any',
    literals: ['json', 'str', 'num', 'bool'],
    icon: 'code',
    read: (value, { json }) => {
        if (!json || ArrayBuffer.isView(value)) return { value };
        return asJson(value, isPlainObject(value) || Array.isArray(value) ? '' : 'value');
    },
});
