// moodle-client uploads files, makes them private files, and downloads one of them.
// The arguments: the address of the site, a token, the id of the caller's context. Printed as JSON: what was read.
const { init } = require("moodle-client");

const [, , wwwroot, token, context] = process.argv;
const part = (name, content) => ({ value: Buffer.from(content), options: { filename: name, contentType: "text/plain" } });

(async () => {
    const client = await init({ wwwroot, token });
    const sent = await client.upload({ files: { first: part("übung.txt", "eins"), second: part("b.txt", "zwei") }, targetpath: "/heft/" });
    await client.call({ wsfunction: "core_user_add_user_private_files", method: "POST", args: { draftid: sent[0].itemid } });
    const content = await client.download({ filepath: `/${context}/user/private/heft/übung.txt` });
    const picture = await client.download({ filepath: `/${context}/user/icon/boost/f1`, preview: "thumb" });
    console.log(JSON.stringify({
        sent: sent.map((file) => [file.filename, file.filepath, file.filesize]),
        content: content.toString(),
        picture: picture.subarray(1, 4).toString(),
    }));
})();
