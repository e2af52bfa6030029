import { invalidInput, notGivenField } from '../../src/action';
import { type FileValue, file, type When } from '../../src/fields';

/** Intercom's limits: so many files in one message, each of so many bytes. */
const MAX_FILES = 10;
const MAX_BYTES = 40 * 1024 * 1024;

/** A file as `attachment_files` wants it: the bytes in base64. */
interface Attachment {
    content_type: string;
    data: string;
    name: string;
}

/** What the first bytes of a file say it is. */
function typeOfBytes(data: Uint8Array): { mime?: string; extension?: string } {
    const { filetypeinfo } = require('magic-bytes.js') as typeof import('magic-bytes.js');
    return filetypeinfo(data.subarray(0, 4096)).find(({ mime }) => mime) ?? {};
}

function attachmentOf({ data, name, contentType }: FileValue, index: number): Attachment {
    const { extension: extensionOf, lookup } = require('mime-types') as typeof import('mime-types');
    if (data.byteLength > MAX_BYTES) {
        throw invalidInput('attachmentFiles', 'fault.fileSize', {
            name: name ?? String(index + 1),
            size: Math.ceil(data.byteLength / 1024 / 1024),
            max: MAX_BYTES / 1024 / 1024,
        });
    }
    const byBytes = typeOfBytes(data);
    const type = contentType || (name && lookup(name)) || byBytes.mime || 'application/octet-stream';
    const ending = extensionOf(type) || byBytes.extension || 'bin';
    return {
        content_type: type,
        data: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64'),
        name: name || `attachment-${index + 1}.${ending}`,
    };
}

/** Files from Buffers. Their type is what the message says, else what the name's ending or the first bytes tell. */
export const attachmentFiles = (when?: When) =>
    file({
        ...notGivenField,
        max: MAX_FILES,
        when,
        send: (files: FileValue[]): Attachment[] => files.map(attachmentOf),
    });
