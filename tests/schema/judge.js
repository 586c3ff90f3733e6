// Reads {"schemas": {NAME: SCHEMA}, "cases": [[NAME, VALUE]]} and prints the
// verdict of Ajv on each case: true or false, one a line. A schema that Ajv
// finds odd ends it.
'use strict';
const Ajv2020 = require('ajv/dist/2020');
const Ajv04 = require('ajv-draft-04');
const formats = require('ajv-formats');

const {schemas, cases} = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const judges = {};
for (const [name, schema] of Object.entries(schemas)) {
	const ours = schema.$schema.includes('2020-12');
	const ajv = new (ours ? Ajv2020 : Ajv04)(
		{strict: ours, strictTypes: false, strictRequired: false, unicodeRegExp: ours});
	formats(ajv);
	judges[name] = ajv.compile(schema);
}
for (const [name, value] of cases) {
	const fits = judges[name](value);
	console.log(fits);
	if (name === 'sarif' && !fits)
		console.error(JSON.stringify(judges[name].errors));
}
