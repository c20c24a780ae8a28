set -e
git init -q .
git add -A
git -c user.name=x -c user.email=x@x commit -qm base
