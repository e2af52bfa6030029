import { createHash } from 'node:crypto';

/** A file of a multipart body, by its facts: the bytes are not kept. */
export interface ReceivedFile {
    name: string;
    filename: string;
    contentType: string;
    size: number;
    sha256: string;
}

/** A multipart body. A field that came twice is an array. */
export interface ReceivedForm {
    fields: Record<string, string | string[]>;
    files: ReceivedFile[];
}

/** Parses a multipart or urlencoded body with Node's own parser; undefined when it is neither or broken. */
export async function parseForm(raw: Buffer, contentType: string): Promise<ReceivedForm | undefined> {
    let form: FormData;
    try {
        form = await new Response(new Uint8Array(raw), { headers: { 'content-type': contentType } }).formData();
    } catch {
        return undefined;
    }
    const fields: ReceivedForm['fields'] = {};
    const files: ReceivedFile[] = [];
    for (const [name, value] of form.entries()) {
        if (typeof value === 'string') {
            const earlier = fields[name];
            fields[name] = earlier === undefined ? value : [earlier, value].flat();
        } else {
            const bytes = Buffer.from(await value.arrayBuffer());
            const sha256 = createHash('sha256').update(bytes).digest('hex');
            files.push({ name, filename: value.name, contentType: value.type, size: bytes.length, sha256 });
        }
    }
    return { fields, files };
}
