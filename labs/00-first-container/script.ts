import type { LabScript, Player } from '../../runner/course/script.ts'

type Shell = Player['$']

/** Presses Ctrl-P Ctrl-Q every second in a terminal that is attached to the container, until that has let go. */
const attachAndLeave = ($: Shell, container: string) =>
  $`(while sleep 1; do printf '\\020\\021'; done) | script -qec 'sudo docker attach ${container}' /dev/null || true`

const runPage = ($: Shell) => $`sudo docker run --name page --detach --publish 8080:80 student/page:v2`

const script: LabScript = {
  steps: {
    engine: async ({ $, look }) => {
      await look`sudo docker version`
      await look`sudo docker images`
      await $`sudo docker run hello-world`
    },
    create: async ({ $, look }) => {
      await $`mkdir -p ~/docker`
      await $`echo '<html><p>This is the page of apache1</p></html>' > ~/docker/index.html`
      await $`sudo docker create --name apache1 --publish 80:80 --volume ~/docker:/usr/local/apache2/htdocs/ httpd`
      await $`sudo docker start apache1`
      await look`sudo docker ps`
    },
    run: async ({ $, look }) => {
      await $`sudo docker stop -t 0 apache1`
      await $`sudo docker rm apache1`
      await $`sudo docker run --name apache1 --detach --publish 80:80 --volume ~/docker:/usr/local/apache2/htdocs/ httpd`
      await look`sudo docker port apache1`
    },
    volume: async ({ $, look }) => {
      await $`mkdir -p ~/docker/Ubuntu2`
      await $`echo "This is a sample text file" > ~/docker/Ubuntu2/sampleFile.txt`
      await $`sudo docker run --name Ubuntu2 --detach --tty --interactive --volume ~/docker/Ubuntu2:/opt/Ubuntu2:ro ubuntu`
      await look`sudo docker exec Ubuntu2 cat /opt/Ubuntu2/sampleFile.txt`
    },
    attach: async ({ $ }) => {
      await $`sudo docker run --name ubuntu1 --detach --tty --interactive ubuntu`
      await attachAndLeave($, 'ubuntu1')
      await $`sudo docker run --name deb1 --detach --interactive debian`
      await $`echo 'exit 3' | sudo docker attach deb1 || echo "exit code $?"`
    },
    commit: async ({ $, look }) => {
      await $`sudo docker run --name notes ubuntu bash -c 'echo "ask about ports" > /root/notes.txt'`
      await look`sudo docker diff notes`
      await $`sudo docker commit --author 'A student' --message 'My notes' notes student/notes`
      await $`sudo docker run --rm student/notes cat /root/notes.txt`
    },
    build: async ({ $ }) => {
      await $`mkdir -p ~/docker/Page`
      await $`echo '<p>This page was built into student/page</p>' > ~/docker/Page/index.html`
      await $`printf '%s\\n' 'FROM httpd' 'LABEL maintainer="A student"' 'RUN date > /etc/built' 'COPY index.html /usr/local/apache2/htdocs/' > ~/docker/Page/Dockerfile`
      await $`sudo docker build --tag student/page:v2 ~/docker/Page`
      await runPage($)
    },
    tidy: async ({ $, look }) => {
      await look`sudo docker ps -a`
      await $`sudo docker container prune --force`
      await $`sudo docker rmi hello-world`
    },
    door: async ({ $, look }) => {
      await look`ls -l /var/run/docker.sock`
      await $`sudo usermod -a -G docker student`
      await $`sudo -u student docker ps`
    },
  },

  variants: {
    'long-options': {
      title:
        'names of the engine’s choosing, --mount instead of --volume, BuildKit, a group of its own for the socket',
      steps: {
        engine: ({ $ }) => $`docker run --rm hello-world:latest`,
        create: ({ $ }) =>
          $`mkdir -p /srv/www; docker run -d --name one -p 127.0.0.1:8000:80 --mount type=bind,source=/srv/www,target=/var/www httpd; echo "I am one" > /srv/www/index.html`,
        run: ({ $ }) =>
          $`docker rm --force one; docker run -d -P --name two -v /srv/www:/var/www:ro httpd; echo "I am two" > /srv/www/index.html`,
        volume: ({ $ }) => $`docker run -d -i -v /etc/hostname:/tmp/name:ro centos`,
        attach: ({ $ }) =>
          $`(while sleep 1; do printf '\\020\\021'; done) | script -qec 'docker run -it --name in base' /dev/null; docker run debian bash -c 'exit 42' || true`,
        commit: ({ $ }) =>
          $`docker run -d -i --name box centos; docker exec box touch /root/been-here; docker exec box sh -c 'echo x > /root/x'; docker commit box; docker tag $(docker images -q | head -n 1) mine:1; docker rm -f box; docker run -d -i mine:1`,
        build: ({ $ }) =>
          $`mkdir -p /srv/build; printf 'FROM base\\nRUN mkdir /web; echo I am served > /web/index.html\\nCMD ["httpd", "-f", "-p", "8080", "-h", "/web"]\\n' > /srv/build/Dockerfile; DOCKER_BUILDKIT=1 docker build -q -t server /srv/build; docker run -d --name served -p 9000:8080 server`,
        tidy: ({ $ }) => $`docker rm $(docker ps -aq --filter status=exited); docker rmi --force hello-world`,
        door: ({ $ }) => $`groupadd captains; useradd -m -g captains ann; chgrp captains /run/docker.sock`,
      },
    },
    'as-the-document-has-it': {
      title: 'all as in the document: ids, grep and xargs; what was stopped is removed in the end',
      steps: {
        run: ({ $ }) =>
          $`docker kill apache1; docker ps -aq --filter name=apache1 | xargs docker rm; docker run --name apache1 --detach --publish 80:80 --volume ~/docker/:/usr/local/apache2/htdocs/ httpd`,
        attach: ({ $ }) =>
          $`docker run --name deb1 --detach --interactive --tty debian; printf 'exit 5\\n' | script -qec 'docker attach deb1' /dev/null || true; docker wait deb1; docker start deb1; (while sleep 1; do printf '\\020\\021'; done) | script -qec 'docker attach deb1' /dev/null || true`,
        commit: ({ $ }) =>
          $`docker exec Ubuntu2 sh -c 'echo 1 > /tool'; docker commit --author "A student" --message "My new Ubuntu Template" Ubuntu2 student/ubuntu-tools; docker run student/ubuntu-tools cat /tool`,
        tidy: ({ $ }) =>
          $`docker ps -a | grep Exit | cut -d ' ' -f 1 | xargs docker rm; docker rmi --force $(docker images -q hello-world)`,
      },
    },
  },

  faults: [
    {
      id: 'no-beginning',
      title: 'hello-world has never run, and the first web server was never replaced',
      without: ['engine', 'run'],
      kills: ['engine.hello', 'run.removed'],
    },
    {
      id: 'no-server',
      title: 'the web server with the mounted folder is gone',
      plant: ({ $ }) => $`docker rm -f apache1`,
      kills: ['create.port'],
    },
    {
      id: 'wrong-folder',
      title: 'the page in the mounted folder is not the web server’s own',
      plant: ({ $ }) => $`echo '<p>Under construction</p>' > ~/docker/index.html`,
      kills: ['create.page'],
    },
    {
      id: 'writable',
      title: 'the mounted folder can be written into',
      plant: ({ $ }) =>
        $`docker rm -f Ubuntu2; docker run --name Ubuntu2 -d -t -i -v ~/docker/Ubuntu2:/opt/Ubuntu2 ubuntu`,
      kills: ['volume.readonly'],
    },
    {
      id: 'left-by-exit',
      title: 'the container that somebody was in has ended since, and was started again',
      plant: ({ $ }) => $`docker restart -t 0 ubuntu1`,
      kills: ['attach.left'],
    },
    {
      id: 'no-code',
      title: 'no container has told an exit code of its own',
      without: ['attach'],
      plant: async ({ $ }) => {
        await $`docker run --name ubuntu1 -d -t -i ubuntu`
        await attachAndLeave($, 'ubuntu1')
      },
      kills: ['attach.code'],
    },
    {
      id: 'nothing-committed',
      title: 'the image was made from a container in which nothing was changed',
      plant: ({ $ }) =>
        $`docker rmi -f student/notes; docker run --name idle ubuntu true; docker commit idle student/notes; docker rm idle`,
      kills: ['commit.image'],
    },
    {
      id: 'never-used',
      title: 'the image made from a container has never been run',
      without: ['commit'],
      plant: ({ $ }) =>
        $`docker run --name notes ubuntu bash -c 'echo milk > /root/notes.txt'; docker commit notes student/notes; docker rm notes`,
      kills: ['commit.used'],
    },
    {
      id: 'not-built',
      title: 'the image with the page was not built but committed',
      plant: ({ $ }) =>
        $`docker rm -f page; docker rmi student/page:v2; docker run -d --name page -p 8080:80 httpd; docker exec page sh -c 'echo student/page > /var/www/index.html'`,
      kills: ['build.image'],
    },
    {
      id: 'mounted-over',
      title: 'a mounted folder hides the page that was built in',
      plant: ({ $ }) =>
        $`docker rm -f page; docker run -d --name page -p 8080:80 -v ~/docker/Page:/var/www student/page:v2`,
      kills: ['build.page'],
    },
    {
      id: 'untidy',
      title: 'a container that has ended is still kept, and an image is called hello-world',
      plant: ({ $ }) => $`docker run --name old debian true; docker tag base hello-world`,
      kills: ['tidy.containers', 'tidy.image'],
    },
    {
      id: 'mode-666',
      title: 'instead of putting a user into the group, somebody has opened the socket to all',
      plant: ({ $ }) => $`gpasswd -d student docker; chmod 666 /var/run/docker.sock`,
      kills: ['door.user', 'door.others'],
    },
    {
      id: 'open-by-tcp',
      title: 'the engine takes orders on a TCP port, from anybody',
      plant: async ({ $ }) => {
        await $`docker kill $(docker ps -q)`
        await $`echo 'DOCKER_OPTS="-H unix:///var/run/docker.sock -H tcp://0.0.0.0:2375 --tls=false"' >> /etc/default/docker`
        await $`service docker restart; docker start apache1 Ubuntu2 page ubuntu1`
        await attachAndLeave($, 'ubuntu1')
      },
      kills: ['door.tcp'],
    },
  ],
}

export default script
