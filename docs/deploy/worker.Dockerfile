# A worker: `lab worker`, and all that worlds are made of. In the project's folder:
#   docker build -f docs/deploy/worker.Dockerfile -t vethlab-worker .
# What its container must be allowed, and why, is in docs/scale.md.
FROM node:20-bookworm-slim

COPY . /opt/vethlab
RUN apt-get update \
  && apt-get install --yes --no-install-recommends libcap2-bin tini \
  && /opt/vethlab/lab setup \
  && rm -rf /var/lib/apt/lists/*

# newuidmap with its set-user-id bit asks for CAP_SYS_ADMIN, which containers do not have. With capabilities of its own it
# needs no more than those. The ids are those of a world, behind the 65536 that every container has.
RUN chmod u-s /usr/bin/newuidmap /usr/bin/newgidmap \
  && setcap cap_setuid+ep /usr/bin/newuidmap \
  && setcap cap_setgid+ep /usr/bin/newgidmap \
  && usermod --add-subuids 65536-131071 --add-subgids 65536-131071 node

# The user of the image; worlds and their notes live in memory.
USER node
ENV XDG_RUNTIME_DIR=/run/vethlab
# tini reaps what a world's processes leave behind, and hands SIGTERM on.
ENTRYPOINT ["tini", "--", "/opt/vethlab/lab", "worker"]
