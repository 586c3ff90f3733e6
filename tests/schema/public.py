#!/usr/bin/env python3
"""What others judge by: Ajv finds our schemas sound and judges values by them
as our own judge does, SARIF's public schema takes our reports, and Redocly's
linter the document of the API. All of that comes from npm, so this is not for
every run. JUnit's XML has no
public schema in a package: xmllint and reports.py look at it.
"""
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "lib"))

from judge import fits  # noqa: E402
from proc import run  # noqa: E402
from schemas import schema, variants  # noqa: E402
from tap import main, test  # noqa: E402
from wrong import of_files, workspace  # noqa: E402

HERE = Path(__file__).resolve().parent
PACKAGES = ["ajv@8.17.1", "ajv-draft-04@1.0.0", "ajv-formats@3.0.1",
            "@microsoft/jest-sarif@1.0.0-beta.0", "@action-validator/core@0.6.0",
            "@redocly/cli@1.34.5"]
SARIF = "node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"
NAMES = ("flow", "templates", "workspace", "provider")
installed: list[Path] = []


def packages(t) -> Path:
    """A folder with the packages, installed once."""
    if not shutil.which("npm"):
        t.skip("npm is missing")
    if not installed:
        # Not a folder of the test, which goes when the test ends.
        folder = Path(os.environ["PACKAGES_FOLDER"])
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / "package.json").write_text('{"private": true}')
        done = subprocess.run(
            ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund",
             "--loglevel=error", *PACKAGES], cwd=folder, capture_output=True,
            text=True, timeout=300)
        t.equal(done.returncode, 0, f"npm install: {done.stderr}")
        installed.append(folder)
    return installed[0]


def verdicts(t, schemas: dict, cases: list) -> list[bool]:
    done = subprocess.run(
        ["node", HERE / "judge.js"], cwd=packages(t), text=True,
        env={**os.environ, "NODE_PATH": str(packages(t) / "node_modules")},
        input=json.dumps({"schemas": schemas, "cases": cases}),
        capture_output=True)
    t.equal((done.returncode, done.stderr), (0, ""), "node")
    return [line == "true" for line in done.stdout.split()]


@test
def ajv_judges_as_we_do(t):
    packages(t)
    schemas = {name: schema(name) for name in NAMES}
    cases = [(name, what, value) for name in NAMES
             for what, value in variants(name)]
    told = verdicts(t, schemas, [[name, value] for name, _, value in cases])
    t.equal(len(told), len(cases), "verdicts")
    t.check(True in told and False in told, "both verdicts are there")
    t.equal([f"{name}: {what}" for (name, what, value), one
             in zip(cases, told) if one != fits(schemas[name], value)], [],
            "disagreements")


@test
def reports_fit_the_schema_of_sarif(t):
    public = json.loads((packages(t) / SARIF).read_text())
    folder, reports = t.folder(), []
    for example in of_files():
        place = workspace(example, False, folder / example.code)
        out = run("fallback-publish", "check", "--format", "sarif", cwd=place)
        reports.append(json.loads(out.stdout))
    broken = json.loads(json.dumps(reports[0]))
    broken["runs"][0]["results"][0]["level"] = "fatal"
    told = verdicts(t, {"sarif": public}, [["sarif", one] for one in reports])
    t.equal(told, [True] * len(reports), "verdicts")
    t.check(not fits_public(t, public, broken), "a wrong one is refused")


def fits_public(t, public: dict, report: dict) -> bool:
    done = subprocess.run(
        ["node", HERE / "judge.js"], text=True, capture_output=True,
        env={**os.environ, "NODE_PATH": str(packages(t) / "node_modules")},
        input=json.dumps({"schemas": {"sarif": public},
                          "cases": [["sarif", report]]}))
    return done.stdout.strip() == "true"


WORKFLOW = """
const {validateWorkflow} = require("@action-validator/core");
const text = require("fs").readFileSync(0, "utf8");
console.log(JSON.stringify(validateWorkflow(text).errors));
"""


def faults_of_workflow(t, text: str) -> list:
    done = subprocess.run(
        ["node", "-e", WORKFLOW], text=True, capture_output=True, input=text,
        cwd=packages(t))
    t.equal((done.returncode, done.stderr), (0, ""), "node")
    return json.loads(done.stdout)


@test
def the_workflow_is_one_that_github_takes(t):
    text = (ROOT / "share" / "packaging" / "ci" / "github-actions.yml").read_text()
    t.equal(faults_of_workflow(t, text), [], "faults")
    t.check(faults_of_workflow(t, text.replace("runs-on:", "run-on:")),
            "a wrong one is refused")
    t.check(faults_of_workflow(t, text.replace("needs: check", "needs: chekc")),
            "a job that is not there is missed")


def faults_of_api(t, text: str) -> list[str]:
    file = t.folder() / "openapi.json"
    file.write_text(text)
    done = subprocess.run(
        ["node_modules/.bin/redocly", "lint", "--extends", "recommended",
         "--skip-rule", "no-unused-components", "--format", "json", file],
        cwd=packages(t), text=True, capture_output=True,
        env={**os.environ, "REDOCLY_TELEMETRY": "off"})
    return [one["message"] for one in json.loads(done.stdout)["problems"]]


@test
def the_document_of_the_api_is_one_that_redocly_takes(t):
    text = (ROOT / "share" / "schema" / "openapi.json").read_text()
    t.equal(faults_of_api(t, text), [], "faults")
    t.check(faults_of_api(t, text.replace('"summary"', '"sumary"', 1)),
            "a wrong one is refused")
    t.check(faults_of_api(t, text.replace("schemas/Timeline", "schemas/Time")),
            "a schema that is not there is missed")


@test
def junit_is_xml(t):
    if not shutil.which("xmllint"):
        t.skip("xmllint is missing")
    folder = t.folder()
    for example in of_files():
        place = workspace(example, False, folder / example.code)
        out = run("fallback-publish", "check", "--format", "junit", cwd=place)
        done = subprocess.run(["xmllint", "--noout", "-"], input=out.stdout,
                              text=True, capture_output=True)
        t.equal((done.returncode, done.stderr), (0, ""), example.code)


main(globals(), seconds=400)
