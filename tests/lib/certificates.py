"""Certificates of their own authority, made by openssl(1)."""
import subprocess


def certificate(folder, name, subject, days="30"):
    """Of its own authority; the files of both."""
    files = folder / f"{name}.crt", folder / f"{name}.key"
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
         "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=test",
         "-addext", f"subjectAltName={subject}", "-out", files[0],
         "-keyout", files[1], "-days", days], capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    return files


def expired(folder):
    """A certificate whose time is over, by the only command that makes one."""
    good = certificate(folder, "soon", "IP:127.0.0.1")
    (folder / "index").write_text("")
    (folder / "serial").write_text("01\n")
    (folder / "ca.cnf").write_text(
        f"[ca]\ndefault_ca=d\n[d]\ndatabase={folder}/index\n"
        f"serial={folder}/serial\nnew_certs_dir={folder}\ndefault_md=sha256\n"
        "policy=p\nx509_extensions=e\n[p]\ncommonName=supplied\n"
        "[e]\nsubjectAltName=IP:127.0.0.1\n")
    request, out = folder / "old.csr", folder / "old.crt"
    for words in (
            ("req", "-new", "-key", good[1], "-subj", "/CN=test", "-out",
             request),
            ("ca", "-batch", "-config", folder / "ca.cnf", "-selfsign",
             "-keyfile", good[1], "-in", request, "-out", out, "-notext",
             "-startdate", "20200101000000Z", "-enddate", "20200201000000Z")):
        made = subprocess.run(["openssl", *map(str, words)],
                              capture_output=True, text=True)
        assert made.returncode == 0, made.stderr
    return out, good[1]
