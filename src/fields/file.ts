import { isPlainObject } from './json';
import { defineKind, fault } from './kind';
import { show } from './show';

/** A file to attach: its bytes, and what is known of it. */
export interface FileValue {
    data: Uint8Array;
    name?: string;
    contentType?: string;
}

function readFile(value: unknown): FileValue | undefined {
    if (ArrayBuffer.isView(value)) return { data: new Uint8Array(value.buffer, value.byteOffset, value.byteLength) };
    if (!isPlainObject(value)) return undefined;
    const { data, name, contentType } = value;
    if (!ArrayBuffer.isView(data)) return undefined;
    const isText = (one: unknown) => one === undefined || typeof one === 'string';
    if (!isText(name) || !isText(contentType)) return undefined;
    return {
        data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
        name: name as string | undefined,
        contentType: contentType as string | undefined,
    };
}

/** Files from Buffers: one, `{ name, contentType, data }`, or a list of either. */
export const file = defineKind<FileValue[], { max?: number }>({
    name: 'file',
    literals: [],
    icon: 'paperclip',
    read: (given, { max }) => {
        const files = (Array.isArray(given) ? given : [given]).map(readFile);
        if (files.some((one) => one === undefined)) return fault('fault.file', { value: show(given) });
        if (max !== undefined && files.length > max) return fault('fault.listMax', { max, count: files.length });
        return { value: files as FileValue[] };
    },
});
